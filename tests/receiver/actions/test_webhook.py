import pytest

from receiver.actions.webhook import Webhook
from receiver.domain.call import Call
from receiver.domain.remediation import Remediation
from receiver.errors import PermanentError, TemporaryError
from receiver.ports import Found
from tests.support.builders import NOW_S, plan, remediation
from tests.support.caller import FakeCaller

CALL = Call("https://ops.example.com/hooks/T0KEN", "memory", {"namespace": "shop", "pod": "web-1"})
WANTED = remediation(plan=plan(action="webhook", target=CALL.target, field="call", previous=0, wanted=0))


def _call_of(_remediation: Remediation) -> Call:
    return CALL


def test_the_policys_url_is_called_with_the_by_labels_and_nothing_else_of_the_alert() -> None:
    caller = FakeCaller()
    said = Webhook(caller, _call_of).apply(WANTED)
    document = {
        "version": "action/v1",
        "id": WANTED.id,
        "forecast": "memory",
        "labels": {"namespace": "shop", "pod": "web-1"},
        "at": int(NOW_S),
    }
    assert caller.calls == [(CALL.url, WANTED.id, document)]
    assert "T0KEN" not in said


def test_a_call_whose_answer_got_lost_is_made_again_with_the_same_id() -> None:
    caller = FakeCaller(errors=[TemporaryError("lost")])
    action = Webhook(caller, _call_of)
    with pytest.raises(TemporaryError):
        action.apply(WANTED)
    assert action.find(WANTED) is Found.UNSEEN
    action.apply(WANTED)
    assert [call_id for _, call_id, _ in caller.calls] == [WANTED.id, WANTED.id]


def test_a_refusal_is_final() -> None:
    with pytest.raises(PermanentError):
        Webhook(FakeCaller(errors=[PermanentError("the webhook answered 302")]), _call_of).apply(WANTED)


def test_a_rehearsal_only_looks_for_the_key() -> None:
    caller = FakeCaller()
    Webhook(caller, _call_of, rehearsal=True).apply(WANTED)
    assert caller.calls == []
    caller.unsigned = TemporaryError("no file action-signing-key")
    with pytest.raises(TemporaryError, match="action-signing-key"):
        Webhook(caller, _call_of, rehearsal=True).apply(WANTED)


def test_no_right_in_the_cluster_is_needed() -> None:
    assert Webhook(FakeCaller(), _call_of).rights(WANTED.plan) == ()
