from tests.support.site import Site


def test_it_answers_exactly_these_addresses(site: Site) -> None:
    rules = {
        (rule.rule, method) for rule in site.client.application.url_map.iter_rules() for method in rule.methods or ()
    }
    ours = {(rule, method) for rule, method in rules if method in ("GET", "POST") and not rule.startswith("/static")}
    assert ours == {
        ("/api/v1/alerts", "POST"),
        ("/api/v1/kill-switch", "GET"),
        ("/api/v1/kill-switch", "POST"),
        ("/api/v1/slack/interactions", "POST"),
        ("/-/healthy", "GET"),
        ("/-/ready", "GET"),
        ("/metrics", "GET"),
        ("/openapi.json", "GET"),
        ("/", "GET"),
        ("/login", "GET"),
        ("/login", "POST"),
        ("/logout", "POST"),
        ("/episodes/<int:episode_id>", "GET"),
        ("/remediations/<remediation_id>", "GET"),
        ("/decisions/<int:decision_id>.json", "GET"),
        ("/scorecard", "GET"),
        ("/scorecard/<forecast>", "GET"),
        ("/approvals", "GET"),
        ("/approvals/<approval_id>", "POST"),
        ("/kill-switch", "GET"),
        ("/kill-switch", "POST"),
    }
