mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  name  = "forecast"
  zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
}

run "spreads_subnets_over_the_zones_without_overlap" {
  command = plan

  assert {
    condition = { for zone, subnet in aws_subnet.private : zone => subnet.cidr_block } == {
      eu-central-1a = "10.64.0.0/20"
      eu-central-1b = "10.64.16.0/20"
      eu-central-1c = "10.64.32.0/20"
    }
    error_message = "Private subnets must be the first /20s, one per zone."
  }

  assert {
    condition = { for zone, subnet in aws_subnet.public : zone => subnet.cidr_block } == {
      eu-central-1a = "10.64.240.0/24"
      eu-central-1b = "10.64.241.0/24"
      eu-central-1c = "10.64.242.0/24"
    }
    error_message = "Public subnets must be /24s in the last /20."
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.public : !subnet.map_public_ip_on_launch])
    error_message = "Nothing gets a public address by being there."
  }

  assert {
    condition = (
      alltrue([for subnet in aws_subnet.public : subnet.tags["kubernetes.io/role/elb"] == "1"]) &&
      alltrue([for subnet in aws_subnet.private : subnet.tags["kubernetes.io/role/internal-elb"] == "1"])
    )
    error_message = "Load balancers find their subnets by these tags."
  }

  assert {
    condition     = aws_vpc.this.enable_dns_hostnames && aws_vpc.this.enable_dns_support
    error_message = "Private names of endpoints and of the API server need both."
  }
}

run "closes_the_default_security_group" {
  assert {
    condition     = length(aws_default_security_group.closed.ingress) == 0 && length(aws_default_security_group.closed.egress) == 0
    error_message = "The default security group must let nothing through."
  }
}

run "one_nat_gateway_serves_every_zone_by_default" {
  assert {
    condition     = keys(aws_nat_gateway.this) == ["eu-central-1a"] && length(aws_eip.nat) == 1
    error_message = "Single means one, in the first zone."
  }

  assert {
    condition     = toset(keys(aws_route.nat)) == toset(var.zones) && alltrue([for route in aws_route.nat : route.nat_gateway_id == aws_nat_gateway.this["eu-central-1a"].id])
    error_message = "Every zone's private subnet must reach it."
  }
}

run "per_zone_gives_every_zone_its_own" {
  variables {
    nat = "per_zone"
  }

  assert {
    condition     = toset(keys(aws_nat_gateway.this)) == toset(var.zones) && alltrue([for zone, route in aws_route.nat : route.nat_gateway_id == aws_nat_gateway.this[zone].id])
    error_message = "Each zone must leave through its own gateway."
  }
}

run "none_leaves_no_way_to_the_internet" {
  variables {
    nat                 = "none"
    interface_endpoints = ["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "logs", "sts"]
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_eip.nat) == 0 && length(aws_route.nat) == 0
    error_message = "None means none."
  }

  assert {
    condition     = sort([for endpoint in aws_vpc_endpoint.interface : endpoint.service_name]) == sort([for service in var.interface_endpoints : "com.amazonaws.eu-central-1.${service}"])
    error_message = "Every service must have its endpoint, under AWS' name for it."
  }

  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.endpoints[0].cidr_ipv4 == "10.64.0.0/16" &&
      aws_vpc_security_group_ingress_rule.endpoints[0].from_port == 443 &&
      aws_vpc_security_group_ingress_rule.endpoints[0].to_port == 443
    )
    error_message = "Endpoints must be reachable by HTTPS from the VPC only."
  }

  assert {
    condition     = aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway" && aws_vpc_endpoint.s3.service_name == "com.amazonaws.eu-central-1.s3"
    error_message = "Image layers come from S3, by the free gateway."
  }
}

run "logs_every_flow_into_an_encrypted_group" {
  assert {
    condition = (
      aws_flow_log.this.traffic_type == "ALL" &&
      aws_flow_log.this.vpc_id == aws_vpc.this.id &&
      aws_flow_log.this.log_destination == aws_cloudwatch_log_group.flow_logs.arn &&
      aws_flow_log.this.iam_role_arn == aws_iam_role.flow_logs.arn
    )
    error_message = "All flows of the VPC must go to the group."
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow_logs.kms_key_id == aws_kms_key.logs.arn && aws_cloudwatch_log_group.flow_logs.retention_in_days == 30
    error_message = "The group must be encrypted, and forget."
  }

  assert {
    condition = jsondecode(aws_iam_role.flow_logs.assume_role_policy).Statement[0].Condition == {
      StringEquals = { "aws:SourceAccount" = "123456789012" }
      ArnLike      = { "aws:SourceArn" = "arn:aws:ec2:eu-central-1:123456789012:vpc-flow-log/*" }
    }
    error_message = "Flow logs of another account must not take the role."
  }

  assert {
    condition     = alltrue([for resource in jsondecode(aws_iam_role_policy.flow_logs.policy).Statement[0].Resource : startswith(resource, "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/vpc/forecast/flow-logs")])
    error_message = "The role may write to this group only."
  }

  assert {
    condition     = jsondecode(aws_kms_key.logs.policy).Statement[1].Condition.ArnEquals["kms:EncryptionContext:aws:logs:arn"] == "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/vpc/forecast/flow-logs"
    error_message = "CloudWatch Logs may use the key for this group only."
  }
}

run "rejects_one_zone" {
  command = plan

  variables {
    zones = ["eu-central-1a"]
  }

  expect_failures = [var.zones]
}

run "rejects_zones_of_two_regions" {
  command = plan

  variables {
    zones = ["eu-central-1a", "eu-west-1a"]
  }

  expect_failures = [var.zones]
}

run "rejects_the_same_zone_twice" {
  command = plan

  variables {
    zones = ["eu-central-1a", "eu-central-1a"]
  }

  expect_failures = [var.zones]
}

run "rejects_a_public_range" {
  command = plan

  variables {
    cidr = "172.32.0.0/16"
  }

  expect_failures = [var.cidr]
}

run "rejects_a_range_too_small_for_pods" {
  command = plan

  variables {
    cidr = "10.64.0.0/21"
  }

  expect_failures = [var.cidr]
}

run "rejects_a_range_that_is_not_its_first_address" {
  command = plan

  variables {
    cidr = "10.64.1.0/16"
  }

  expect_failures = [var.cidr]
}

run "rejects_no_nat_without_the_endpoints_that_nodes_need" {
  command = plan

  variables {
    nat                 = "none"
    interface_endpoints = ["ec2", "ecr.api", "ecr.dkr", "eks", "logs", "sts"]
  }

  expect_failures = [var.nat]
}

run "rejects_an_endpoint_that_does_not_exist" {
  command = plan

  variables {
    interface_endpoints = ["ecr"]
  }

  expect_failures = [var.interface_endpoints]
}

run "rejects_logs_that_are_kept_for_ever_and_of_no_known_kind" {
  command = plan

  variables {
    flow_log_retention_days = 0
    flow_log_traffic        = "all"
  }

  expect_failures = [var.flow_log_retention_days, var.flow_log_traffic]
}

run "rejects_a_name_too_long_for_a_role_and_a_boundary_that_is_a_role" {
  command = plan

  variables {
    name                     = "a-name-of-more-than-thirty-two-characters"
    permissions_boundary_arn = "arn:aws:iam::123456789012:role/boundary"
  }

  expect_failures = [var.name, var.permissions_boundary_arn]
}
