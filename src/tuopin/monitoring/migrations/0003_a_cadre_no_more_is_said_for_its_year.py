"""That no cadre belongs to a household any more is a version of its year like any other; each version says why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0002_persons_said_and_places_of_freezes")]
    operations = [
        migrations.RemoveConstraint("householdclass", "class_says_something"),
        migrations.AddConstraint("householdclass", models.CheckConstraint(condition=~models.Q(why=""), name="class_says_why")),
    ]
