"""A certificate authority of the tests' own, and a certificate from it."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# Not every client can be told that it reaches a host of another name.
HERE = x509.IPAddress(ip_address("127.0.0.1"))


def make(folder, host):
    """Write `authority.pem`, and for this host `fullchain.pem` and `privkey.pem`, good for a day."""
    own_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name, subject = named("Authority of the tests"), named(host)
    authority = signed(name, name, own_key, own_key, x509.BasicConstraints(ca=True, path_length=0))
    certificate = signed(subject, name, key, own_key, x509.SubjectAlternativeName([x509.DNSName(host), HERE]))
    (folder / "authority.pem").write_bytes(authority)
    (folder / "fullchain.pem").write_bytes(certificate)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "privkey.pem").write_bytes(private)


def named(text):
    """A name of X.509."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def signed(subject, issuer, key, by, extension) -> bytes:
    """The certificate of a key, signed by another, in PEM."""
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    return builder.add_extension(extension, True).sign(by, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
