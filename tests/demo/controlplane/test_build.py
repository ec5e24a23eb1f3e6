from pathlib import Path

from controlplane.build import described


def test_the_api_is_described_from_the_marked_packages_that_are_part_of_it(tmp_path: Path) -> None:
    sources = tmp_path / "src/k8s.io/kubernetes"
    for folder, mark in {
        "pkg/apis/abac/v0": "// +k8s:openapi-gen=true",
        "pkg/apis/other": "",
        "staging/src/k8s.io/api/core/v1": "// +k8s:openapi-gen=true",
        "staging/src/k8s.io/sample-apiserver/v1": "// +k8s:openapi-gen=true",
    }.items():
        (sources / folder).mkdir(parents=True)
        (sources / folder / "doc.go").write_text(f"{mark}\npackage v1\n")
    assert described(tmp_path, sources) == [
        "k8s.io/kubernetes/pkg/apis/abac/v0",
        "k8s.io/kubernetes/vendor/k8s.io/api/core/v1",
    ]
