"""A stay in a household ends on the day it began or later."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0021_a_case_may_be_about_more_than_its_household")]
    operations = [
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")), name="membership_span"),
        ),
    ]
