"""What tests of assistance begin with: two villages with their teams, two households, two helpers."""

import pytest


@pytest.fixture
def laid_out(db):
    """The villages' codes, and the numbers of the households and of the helpers."""
    from helping import BASIS, ON, SINCE, head, lay_out_helpers, lay_out_households, lay_out_villages, villages_of_county
    from tuopin.assistance.services.teams import TeamSaid, form_teams
    from tuopin.people.selectors import working_as

    codes = villages_of_county(2)
    lay_out_villages(codes)
    with working_as(head()):
        form_teams(teams=[TeamSaid(code) for code in codes], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
    return codes, lay_out_households(2, codes), lay_out_helpers(2)
