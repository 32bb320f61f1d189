import pytest, time, collections
from tests.access import matrix
from tests.access.table import PAGES
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]
T=collections.Counter(); N=collections.Counter()
def test_p(stage, monkeypatch):
    orig=type(stage).ask
    def ask(self,key,method,url,data=None,**h):
        t=time.process_time(); r=orig(self,key,method,url,data,**h); T[method,r.status_code]+=time.process_time()-t; N[method,r.status_code]+=1; return r
    monkeypatch.setattr(type(stage),"ask",ask)
    for p in PAGES.values():
        t=time.process_time(); c,d=matrix.walk(p,stage)
        g=collections.defaultdict(list)
        for x in d: g[(x.page,x.method,x.thing,x.expected,x.found)].append(x.key)
        with open("/tmp/dev.txt","a") as f:
            f.write(f"# {p.name} {c} {time.process_time()-t:.2f}\n")
            for k,v in g.items(): f.write(f"{k} {' '.join(v)}\n")
    with open("/tmp/dev.txt","a") as f:
        for k,v in T.most_common(): f.write(f"T {k} n={N[k]} total={v:.2f} each={v/N[k]*1000:.1f}ms\n")
