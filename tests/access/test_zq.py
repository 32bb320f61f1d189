import pytest
from tests.access.stage import EVERYBODY
from tests.access.table import *
from tests.access.test_query_counts import reads, fifty_of_everything
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]
def test_z(stage):
    named=[n for n,p in PAGES.items() if p.get==200 and not n.startswith(("mfa_","account_","signin:"))]
    who={}
    for n in named:
        p=PAGES[n]; l=next(l for l in (OWN,OTHERS,"","csv") if l in p.things)
        pref=["contact_person"] if n.startswith("desk:my") or n in("desk:desk","desk:desk-export") else []
        k=next(k for k in (*pref,"caseworker","leader","secretariat","administrator","data_protection_officer",*EVERYBODY) if p.expected(k,"GET",p.things[l],l)==200)
        who[n]=(k,reads(stage,n,k))
    fifty_of_everything(stage)
    with open("/tmp/q.txt","w") as f:
        for n,(k,c) in who.items():
            f.write(f'    "{n}": ("{k}", {c}),\n')
        for n,(k,c) in who.items():
            d=reads(stage,n,k)
            if d!=c: f.write(f"# {n} {k} {c} -> {d}\n")
