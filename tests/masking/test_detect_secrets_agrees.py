"""detect-secrets as an oracle: what it finds in planted text, it no longer finds in the masked one."""

from pathlib import Path

import pytest
from detect_secrets.core import scan
from detect_secrets.settings import transient_settings

from agent_router.masking.secrets import mask
from tests.masking.planted import framed_secrets, private_key, vendor_secrets

DETECTORS = [
    "ArtifactoryDetector", "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "GitHubTokenDetector",
    "GitLabTokenDetector", "JwtTokenDetector", "MailchimpDetector", "NpmDetector", "OpenAIDetector",
    "PrivateKeyDetector", "PypiTokenDetector", "SendGridDetector", "SlackDetector", "SquareOAuthDetector",
    "StripeDetector", "TelegramBotTokenDetector", "TwilioKeyDetector",
]  # fmt: skip


def _alarms(path: Path, text: str) -> set[str]:
    path.write_text(text, encoding="utf-8")
    with transient_settings({"plugins_used": [{"name": name} for name in DETECTORS]}):
        return {str(secret.secret_value) for secret in scan.scan_file(str(path))}


@pytest.fixture(scope="module")
def planted() -> str:
    vendor = [f"value {secret}" for _, secret in vendor_secrets()]
    framed = [frame.format(secret) for _, frame, secret in framed_secrets()]
    return "\n".join([*vendor, *framed, "bot 123456789:AA" + "b" * 33, private_key(), ""])


def test_the_oracle_sees_what_was_planted(planted: str, tmp_path: Path) -> None:
    assert len(_alarms(tmp_path / "planted.txt", planted)) >= 20


def test_the_oracle_sees_no_secret_after_masking(planted: str, tmp_path: Path) -> None:
    before = _alarms(tmp_path / "planted.txt", planted)
    after = _alarms(tmp_path / "masked.txt", mask(planted).text)
    left = {value for value in after if not value.startswith("‹masked:")}
    # What remains of a key file is its first line, which says that there was one.
    assert left <= {"BEGIN RSA PRIVATE KEY"}
    assert not (before & after) - {"BEGIN RSA PRIVATE KEY"}
