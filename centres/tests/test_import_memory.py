"""What an import does with memory."""

import gc

import pytest

from centres.importing.exceptions import NotImported
from centres.importing.plan import Plan, plan
from centres.importing.writing import apply
from centres.tests.importing import folder


@pytest.mark.django_db
def test_no_cycles_are_searched_for_until_an_import_has_ended_well_or_not() -> None:
    searching = []

    def refuse(planned: Plan) -> None:
        searching.append(gc.isenabled())
        raise NotImported

    planned = plan(folder())
    searching.append(gc.isenabled())
    with pytest.raises(NotImported):
        apply(planned, hash_workers=1, last_look=refuse)

    assert [*searching, gc.isenabled()] == [True, False, True]
