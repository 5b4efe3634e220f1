import pytest
from tests import busy
@pytest.mark.parametrize("who",["ada","bo","cy","lea","far"])
def test_x(town, open_page, who, monkeypatch):
    monkeypatch.setattr("db.clock.today", lambda: busy.TODAY)
    busy.fill(town)
    at=open_page("map",who)
    print(who,[e.value for e in at.exception],[b.label for b in at.button],[s.value for s in at.selectbox], [c.proto.body[:200] for c in at.get("html")])
    for e in at.exception: print(e.stack_trace)
    assert not at.exception
