"""A real Kubernetes control plane on loopback: etcd, API server, controller manager and scheduler, without root or containers.

It is built from Debian's packages (`build`), which takes a few minutes, once. The newest whole source of it that Debian has
is of 1.20; API versions that came later under the same shapes are shown under their names of today (`front`). There is no
kubelet: pods are put on a node that runs nothing (`hollow`). `python -m controlplane COMMAND` runs a command beside it.
"""
