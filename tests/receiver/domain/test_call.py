from receiver.domain.call import Call
from receiver.domain.target import Target

LABELS = {"namespace": "shop", "pod": "web-1"}


def test_each_series_is_a_target_of_its_own_whatever_the_order_of_its_labels() -> None:
    one = Call("https://h", "memory", LABELS).target
    assert one == Call("https://elsewhere", "memory", dict(reversed(LABELS.items()))).target
    assert one != Call("https://h", "memory", {**LABELS, "pod": "web-2"}).target
    assert Target.parse(str(one)) == one
    assert one.namespace == "shop"


def test_a_series_of_no_namespace_or_an_odd_one_is_a_target_too() -> None:
    for labels in ({"instance": "db:5432"}, {"namespace": "a/b", "pod": "x/y"}, {"namespace": "///"}):
        made = Call("https://h", "memory", labels).target
        assert Target.parse(str(made)) == made


def test_people_are_told_the_host_only() -> None:
    assert Call("https://ops.example.com:8443/hooks/T0KEN", "memory", LABELS).host == "ops.example.com:8443"
