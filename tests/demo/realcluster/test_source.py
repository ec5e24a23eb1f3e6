from realcluster.source import config_map


def test_the_config_map_holds_every_module_and_fits() -> None:
    data = config_map("demo")["data"]
    assert {"__init__.py", "__main__.py", "app.py", "limit.py"} <= data.keys()
    assert sum(map(len, data.values())) < 1_000_000  # the API server's limit for a ConfigMap is 1 MiB
