"""A session says whose it is and in which browser, so that its holder can see it and end it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0010_given_passwords_open_the_choice_of_another'),
        ('sessions', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "ALTER TABLE django_session ADD COLUMN account_number bigint NULL, ADD COLUMN browser varchar(60) NOT NULL DEFAULT ''",
                "CREATE INDEX session_of_an_account ON django_session (account_number) WHERE account_number IS NOT NULL",
            ],
            reverse_sql=["ALTER TABLE django_session DROP COLUMN account_number, DROP COLUMN browser"],
            state_operations=[
                migrations.CreateModel(
                    name='LoggedIn',
                    fields=[
                        ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                        ('session_data', models.TextField(verbose_name='session data')),
                        ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                        ('account_number', models.BigIntegerField(null=True, verbose_name='账户编号')),
                        ('browser', models.CharField(db_default='', default='', max_length=60, verbose_name='浏览器')),
                    ],
                    options={'verbose_name': '登录状态', 'db_table': 'django_session', 'managed': False},
                ),
            ],
        ),
    ]
