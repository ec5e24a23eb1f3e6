mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  region            = "eu-central-1"
  zones             = ["eu-central-1a", "eu-central-1b"]
  deployer_role_arn = "arn:aws:iam::123456789012:role/github/predictive-reliability/predictive-reliability-apply"
}

run "outputs_what_the_next_step_needs" {
  assert {
    condition     = output.cluster_name == "predictive-reliability" && output.region == "eu-central-1"
    error_message = "Name and region of the cluster."
  }

  assert {
    condition     = output.kubeconfig_command == "aws eks update-kubeconfig --region eu-central-1 --name predictive-reliability"
    error_message = "The command that lets Helm and GitOps in."
  }

  assert {
    condition     = startswith(output.cluster_endpoint, "https://") && length(output.private_subnet_ids) == 2 && length(output.nat_addresses) == 1
    error_message = "The cluster stands in both zones and leaves by one address."
  }

  assert {
    condition     = output.workload_role_arns == {}
    error_message = "Nothing of ours needs AWS unless somebody says so."
  }
}

run "gives_workloads_a_role" {
  variables {
    workloads = {
      external-secrets = {
        namespace       = "external-secrets"
        service_account = "external-secrets"
        statements = [{
          actions   = ["secretsmanager:GetSecretValue"]
          resources = ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:predictive-reliability/*"]
        }]
      }
    }
  }

  assert {
    condition     = keys(output.workload_role_arns) == ["external-secrets"]
    error_message = "One role per workload, by its short name."
  }
}

run "rejects_zones_of_another_region" {
  command = plan

  variables {
    zones = ["eu-west-1a", "eu-west-1b"]
  }

  expect_failures = [var.zones]
}

run "rejects_a_workload_that_would_take_a_role_s_name_of_the_cluster" {
  command = plan

  variables {
    workloads = { nodes = { namespace = "shop", service_account = "shop" } }
  }

  expect_failures = [var.workloads]
}

run "rejects_a_region_without_its_number" {
  command = plan

  variables {
    region = "eu-central"
  }

  expect_failures = [var.region]
}

run "rejects_a_second_deployer" {
  command = plan

  variables {
    access_entries = { deployer = { principal_arn = "arn:aws:iam::123456789012:role/other", policy = "AmazonEKSViewPolicy" } }
  }

  expect_failures = [var.access_entries]
}
