"""A password that was given out opens nothing but the choice of another; those of before were chosen or count as such."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0009_access_tokens'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='password_given_at',
            field=models.DateTimeField(null=True, verbose_name='初始密码发放时间'),
        ),
    ]
