from tests.support.site import Site


def test_a_running_process_is_healthy_even_when_it_is_not_ready(site: Site) -> None:
    site.obstacles.append("the worker does not run")
    assert site.client.get("/-/healthy").status_code == 200


def test_without_obstacles_it_is_ready(site: Site) -> None:
    answer = site.client.get("/-/ready")
    assert (answer.status_code, answer.text) == (200, "ready\n")


def test_every_obstacle_is_named(site: Site) -> None:
    site.obstacles.extend(["the worker does not run", "no alertmanager-token in the secrets folder"])
    answer = site.client.get("/-/ready")
    expected = "not ready: the worker does not run; no alertmanager-token in the secrets folder\n"
    assert (answer.status_code, answer.text) == (503, expected)
