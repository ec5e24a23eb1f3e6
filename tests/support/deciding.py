"""The stage `Decide` on a store and a cluster of fakes, for the usual policy."""

from receiver.pipeline.decide import Decide
from receiver.pipeline.weigh import Weigh
from tests.support.builders import policy
from tests.support.cluster import FakeCluster
from tests.support.inspector import FakeInspector, preflight
from tests.support.source import FakeSource
from tests.support.stores import Stores


def deciding(stores: Stores, cluster: FakeCluster, inspector: FakeInspector | None = None) -> Decide:
    """Return the stage; it asks nobody about adoption."""
    return Decide(
        cluster,
        preflight(cluster, inspector),
        Weigh(FakeSource(), stores.clock),
        stores.remediations,
        stores.episodes,
        stores.approvals,
        stores.modes,
        stores.kill_switch,
        stores.clock,
        policy(),
        lambda _workload: "",
    )
