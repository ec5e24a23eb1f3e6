from pathlib import Path

import pytest

from receiver import bootstrap, settings
from receiver.clients.kubernetes import Kubernetes
from receiver.errors import ConfigError
from tests.support.installation import install


def test_the_real_adapters_are_made_from_the_settings_without_calling_anybody(tmp_path: Path) -> None:
    made = bootstrap.adapters(settings.load(install(tmp_path)))
    assert isinstance(made.cluster, Kubernetes)
    assert set(made.notifiers) == {"kubernetes", "slack", "pagerduty", "webhook"}


@pytest.mark.parametrize("content", [None, "not: a kubeconfig", ""])
def test_a_kubeconfig_that_cannot_be_used_is_a_config_error(tmp_path: Path, content: str | None) -> None:
    environment = install(tmp_path)
    path = Path(environment["RECEIVER_KUBECONFIG"])
    path.unlink()
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match="no Kubernetes API"):
        bootstrap.adapters(settings.load(environment))


def test_outside_of_a_pod_a_kubeconfig_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    environment = install(tmp_path)
    del environment["RECEIVER_KUBECONFIG"]
    with pytest.raises(ConfigError, match="run in a pod, or set RECEIVER_KUBECONFIG"):
        bootstrap.adapters(settings.load(environment))
