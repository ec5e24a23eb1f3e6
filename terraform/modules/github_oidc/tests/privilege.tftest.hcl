# What the roles may do, and what they never may.
mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  name       = "forecast"
  repository = "example/forecasts"
  state = {
    bucket_arn  = "arn:aws:s3:::forecast-tfstate"
    kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    key         = "cluster.tfstate"
  }
}

run "plan_can_write_nothing" {
  assert {
    condition = alltrue(flatten([
      for policy in [aws_iam_policy.read_state.policy, aws_iam_policy.read.policy] : [
        for statement in jsondecode(policy).Statement : [
          for action in flatten([statement.Action]) : can(regex("^(ec2|eks|iam|kms|logs|s3):(Describe|Get|List|Decrypt)", action))
        ]
      ]
    ]))
    error_message = "Every action of the plan role begins with Describe, Get or List, or decrypts the state."
  }

  assert {
    condition     = keys(aws_iam_role_policy_attachment.plan) == ["resources", "state"]
    error_message = "The plan role has these two policies."
  }
}

run "no_policy_allows_everything_of_a_service_on_everything" {
  assert {
    condition = length(flatten([
      for policy in [
        aws_iam_policy.read_state.policy, aws_iam_policy.write_state.policy, aws_iam_policy.read.policy, aws_iam_policy.network.policy,
        aws_iam_policy.cluster.policy, aws_iam_policy.identity.policy,
      ] : [for statement in jsondecode(policy).Statement : [for action in flatten([statement.Action]) : action if endswith(action, ":*") || action == "*"]]
    ])) == 0
    error_message = "Actions are named; Describe* of EC2 and of EKS is the widest."
  }
}

run "whatever_writes_to_any_resource_is_held_by_a_condition" {
  assert {
    condition = alltrue(flatten([
      for policy in [aws_iam_policy.network.policy, aws_iam_policy.cluster.policy, aws_iam_policy.identity.policy, aws_iam_policy.write_state.policy] : [
        for statement in jsondecode(policy).Statement : contains(keys(statement), "Condition") if statement.Resource == "*"
      ]
    ]))
    error_message = "A write to any resource needs a region or a tag to hold it."
  }
}

run "apply_makes_roles_only_inside_the_boundary_and_never_touches_itself" {
  assert {
    condition = {
      for statement in jsondecode(aws_iam_policy.identity.policy).Statement : statement.Sid => statement if statement.Sid == "OnlyInsideTheBoundary"
      } == {
      OnlyInsideTheBoundary = {
        Sid       = "OnlyInsideTheBoundary"
        Effect    = "Allow"
        Action    = ["iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePolicy"]
        Resource  = "arn:aws:iam::123456789012:role/forecast-*"
        Condition = { StringEquals = { "iam:PermissionsBoundary" = aws_iam_policy.boundary.arn } }
      }
    }
    error_message = "Roles are made and given policies under the boundary only."
  }

  assert {
    condition     = alltrue([for path in [aws_iam_role.plan.path, aws_iam_role.apply.path, aws_iam_policy.boundary.path] : path == "/github/forecast/"])
    error_message = "role/forecast-* must not match the workflow's own roles."
  }

  assert {
    condition = length(flatten([for policy in [aws_iam_policy.network.policy, aws_iam_policy.cluster.policy, aws_iam_policy.identity.policy] :
      [for statement in jsondecode(policy).Statement : [for action in flatten([statement.Action]) : action if can(regex("^(iam:.*(Policy|PolicyVersion|OpenIDConnectProvider|PermissionsBoundary|User|AccessKey)$|organizations:|sts:|account:)", action)) && !contains([
        "iam:AttachRolePolicy", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy",
      ], action)]]
    ])) == 0
    error_message = "Neither policies, identity providers, boundaries nor users are the apply role's to change."
  }
}

run "roles_are_handed_to_four_services_only" {
  assert {
    condition = [for statement in jsondecode(aws_iam_policy.identity.policy).Statement : statement.Condition.StringEquals["iam:PassedToService"] if statement.Action == "iam:PassRole"] == [
      ["ec2.amazonaws.com", "eks.amazonaws.com", "pods.eks.amazonaws.com", "vpc-flow-logs.amazonaws.com"]
    ]
    error_message = "PassRole names who gets the role."
  }
}

run "the_boundary_allows_no_iam" {
  assert {
    condition = [for statement in jsondecode(aws_iam_policy.boundary.policy).Statement : statement.Condition if anytrue([for action in flatten([statement.Action]) : startswith(action, "iam:") || startswith(action, "sts:") || action == "*"])] == [
      { StringEquals = { "iam:AWSServiceName" = "elasticloadbalancing.amazonaws.com" } }
    ]
    error_message = "The only IAM action inside the boundary makes the load balancers' service role."
  }
}

run "the_boundary_reads_no_secret_of_others" {
  assert {
    condition = alltrue(flatten([
      for statement in jsondecode(aws_iam_policy.boundary.policy).Statement : [
        for resource in flatten([statement.Resource]) : can(regex("(secret:|parameter/)forecast/\\*$", resource))
      ] if anytrue([for action in flatten([statement.Action]) : can(regex("^(secretsmanager|ssm):", action))])
    ]))
    error_message = "A role that a workflow made could read every secret of the account."
  }
}

# Both keys carry tags of ours and lie in one account: without the denial who applies could delete the key without which no state is read.
run "the_key_of_the_state_is_not_the_apply_roles_to_change" {
  assert {
    condition = alltrue(flatten([
      for statement in jsondecode(aws_iam_policy.cluster.policy).Statement : [
        for action in flatten([statement.Action]) : contains(flatten([
          for denied in jsondecode(aws_iam_policy.cluster.policy).Statement : denied.Action if denied.Effect == "Deny" && denied.Resource == var.state.kms_key_arn
        ]), action) if startswith(action, "kms:") && action != "kms:CreateKey"
      ] if statement.Effect == "Allow"
    ]))
    error_message = "Whatever the apply role may do to keys is denied for the state's."
  }

  assert {
    condition = [for statement in jsondecode(aws_iam_policy.cluster.policy).Statement : statement.Condition if statement.Action == "kms:TagResource"] == [{
      StringEquals                = { "aws:RequestTag/Project" = "forecast" }
      "ForAllValues:StringEquals" = { "kms:ResourceAliases" = ["alias/forecast-cluster", "alias/forecast-flow-logs"] }
    }]
    error_message = "A key that has another's alias is not tagged as ours, for by the tag it would be."
  }
}

run "state_is_one_object_and_its_lock" {
  assert {
    condition = { for statement in jsondecode(aws_iam_policy.write_state.policy).Statement : statement.Sid => statement.Resource } == {
      Write   = "arn:aws:s3:::forecast-tfstate/cluster.tfstate"
      Lock    = "arn:aws:s3:::forecast-tfstate/cluster.tfstate.tflock"
      Encrypt = var.state.kms_key_arn
    }
    error_message = "The apply role writes the cluster's state, not the bootstrap's."
  }
}

# A managed policy has at most 6,144 characters, white space not counted.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
run "every_policy_fits_even_with_the_longest_name" {
  variables {
    name = "a-name-of-thirty-two-characters0"
  }

  assert {
    condition = alltrue([for policy in [
      aws_iam_policy.boundary.policy, aws_iam_policy.read_state.policy, aws_iam_policy.write_state.policy, aws_iam_policy.read.policy,
      aws_iam_policy.network.policy, aws_iam_policy.cluster.policy, aws_iam_policy.identity.policy,
    ] : length(policy) <= 6144])
    error_message = "AWS refuses a managed policy of more than 6,144 characters."
  }

  assert {
    condition     = length(aws_iam_role_policy_attachment.apply) <= 10
    error_message = "AWS attaches at most ten managed policies to a role."
  }
}

run "rejects_a_name_that_others_could_share" {
  command = plan

  variables {
    name = "forecast-"
  }

  expect_failures = [var.name]
}
