import pytest
from tests.access.addresses import named_addresses
from tests.access.stage import make_stage
from tests.access import table
from django.urls import reverse
@pytest.mark.django_db
def test_probe():
    import time
    t=time.time()
    s=make_stage(); print("stage",time.time()-t)
    A={'person_id':s.alma.pk,'situation_id':s.situation.pk,'pk':s.signal.pk,'number':s.version.pk,'rule':'missing_contact_person','section':'units','key':'authority','extension':'csv','account_id':s.cast.accounts['colleague'].pk,'assignment_id':s.cast.accounts['colleague'].assignments.get().pk,'token':'spent','key2':1}
    from django.db import transaction
    for n,args in named_addresses().items():
        url=reverse(n,kwargs={a:('0d0f6b1c-6f3f-4b62-8f9a-000000000000' if n.startswith('imports') else A.get(a,'young-people')) for a in args})
        out=[]
        for m in ('GET','POST'):
          for k in ('anonymous','leader','administrator','data_protection_officer','operator','company','school_representative'):
            t=time.time()
            with transaction.atomic():
                r=s.ask(k,m,url); 
                out.append(f"{r.status_code}/{(time.time()-t)*1000:.0f}")
                transaction.set_rollback(True)
        print(f"{n:40}{' '.join(sorted(args)):25}"," ".join(out))
