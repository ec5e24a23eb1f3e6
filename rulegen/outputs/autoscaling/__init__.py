"""For people who want Kubernetes itself to scale on a forecast: an HPA on an external metric, or KEDA's ScaledObject."""
