"""Secrets of authenticator apps are kept sealed (archive/sealing.py): what stands in clear is sealed here."""

from django.db import migrations

from archive import sealing


def seal(apps, editor):
    """Seal all secrets; on SQLite what they stood on is written over, not only given free."""
    if editor.connection.vendor == "sqlite":
        editor.execute("PRAGMA secure_delete = ON")
    sealing.seal_all(apps.get_model("otp_totp", "TOTPDevice").objects.using(editor.connection.alias))


def open_again(apps, editor):
    """The secrets in clear, as a version before this reads them."""
    devices = apps.get_model("otp_totp", "TOTPDevice").objects.using(editor.connection.alias)
    for device in devices.all():
        devices.filter(pk=device.pk).update(key=sealing.opened(device.key, device.user_id))


class Migration(migrations.Migration):
    dependencies = [("door", "0001_initial"), ("otp_totp", "0003_add_timestamps")]

    operations = [
        migrations.CreateModel(
            name="App",
            fields=[],
            options={
                "verbose_name": "authenticator app",
                "verbose_name_plural": "authenticator apps",
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("otp_totp.totpdevice",),
        ),
        migrations.RunPython(seal, open_again),
    ]
