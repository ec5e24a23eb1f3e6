"""What goes into an EKS cluster first: the storage class that every volume claim of the chart needs."""

from pathlib import Path

import kubernetes_validate
import yaml

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "eks" / "storageclass.yaml"
STORAGE_CLASS = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def test_the_storage_class_is_one_that_kubernetes_takes() -> None:
    kubernetes_validate.validate(STORAGE_CLASS, "1.35", strict=True)


def test_it_is_the_default_one_encrypted_and_can_grow() -> None:
    assert STORAGE_CLASS["metadata"]["annotations"] == {"storageclass.kubernetes.io/is-default-class": "true"}
    assert STORAGE_CLASS["parameters"] == {"type": "gp3", "encrypted": "true"}
    assert STORAGE_CLASS["allowVolumeExpansion"] is True


def test_its_driver_is_an_add_on_of_the_cluster() -> None:
    addons = (ROOT / "terraform" / "modules" / "cluster" / "addons.tf").read_text(encoding="utf-8")
    assert STORAGE_CLASS["provisioner"] == "ebs.csi.aws.com"
    assert "aws-ebs-csi-driver" in addons


def test_the_quickstart_applies_it_to_the_cluster_that_terraform_makes() -> None:
    page = (ROOT / "docs" / "quickstart.md").read_text(encoding="utf-8")
    assert f"kubectl apply --filename {FILE.relative_to(ROOT)}" in page
    assert "aws eks update-kubeconfig --region eu-central-1 --name predictive-reliability\n" in page
