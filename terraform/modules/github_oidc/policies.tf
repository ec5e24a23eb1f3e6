locals {
  path = "/github/${var.name}/"
  arn  = "arn:${local.partition}"

  # Everything that the apply role may write is named after the project.
  roles      = "${local.arn}:iam::${local.account}:role/${var.name}-*"
  log_groups = [for group in ["eks/${var.name}/cluster", "vpc/${var.name}/flow-logs"] : "${local.arn}:logs:${local.region}:${local.account}:log-group:/aws/${group}*"]
  eks        = [for kind in ["access-entry", "addon", "cluster", "nodegroup", "podidentityassociation"] : "${local.arn}:eks:${local.region}:${local.account}:${kind}/${var.name}${kind == "cluster" ? "" : "/*"}"]
  keys       = "${local.arn}:kms:${local.region}:${local.account}:key/*"
  state      = "${var.state.bucket_arn}/${var.state.key}"

  # What the apply role does to the keys that it makes, and what it must never do to the state's.
  key_actions = [
    "kms:CreateAlias", "kms:CreateGrant", "kms:DeleteAlias", "kms:EnableKeyRotation", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion",
    "kms:UntagResource", "kms:UpdateAlias", "kms:UpdateKeyDescription",
  ]

  here = { StringEquals = { "aws:RequestedRegion" = local.region } }
  ours = { StringEquals = { "aws:ResourceTag/Project" = var.name } }
}

resource "aws_iam_policy" "read_state" {
  name = "${var.name}-read-state"
  path = local.path

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "List", Effect = "Allow", Action = "s3:ListBucket", Resource = var.state.bucket_arn },
      { Sid = "Read", Effect = "Allow", Action = "s3:GetObject", Resource = local.state },
      { Sid = "Decrypt", Effect = "Allow", Action = "kms:Decrypt", Resource = var.state.kms_key_arn },
    ]
  })
}

resource "aws_iam_policy" "write_state" {
  name = "${var.name}-write-state"
  path = local.path

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Write", Effect = "Allow", Action = "s3:PutObject", Resource = local.state },
      { Sid = "Lock", Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], Resource = "${local.state}.tflock" },
      { Sid = "Encrypt", Effect = "Allow", Action = ["kms:Encrypt", "kms:GenerateDataKey"], Resource = var.state.kms_key_arn },
    ]
  })
}

# Describe and List of EC2, EKS and CloudWatch Logs know no resource; they tell settings, no data of users.
resource "aws_iam_policy" "read" {
  name = "${var.name}-read"
  path = local.path

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Describe"
        Effect = "Allow"
        Action = [
          "ec2:Describe*", "eks:DescribeAddonConfiguration", "eks:DescribeAddonVersions", "eks:ListClusters",
          "kms:ListAliases", "logs:DescribeLogGroups",
        ]
        Resource = "*"
      },
      { Sid = "Cluster", Effect = "Allow", Action = ["eks:Describe*", "eks:List*"], Resource = local.eks },
      { Sid = "Keys", Effect = "Allow", Action = ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"], Resource = local.keys, Condition = local.ours },
      { Sid = "LogGroups", Effect = "Allow", Action = "logs:ListTagsForResource", Resource = local.log_groups },
      {
        Sid      = "Roles"
        Effect   = "Allow"
        Action   = ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole", "iam:ListRolePolicies", "iam:ListRoleTags"]
        Resource = local.roles
      },
    ]
  })
}

# Networks get their ids from AWS, so they cannot be named before they are there: these actions are held to one region instead.
resource "aws_iam_policy" "network" {
  name = "${var.name}-network"
  path = local.path

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Network"
        Effect = "Allow"
        Action = [
          "ec2:AllocateAddress", "ec2:ReleaseAddress", "ec2:DisassociateAddress",
          "ec2:CreateVpc", "ec2:DeleteVpc", "ec2:ModifyVpcAttribute",
          "ec2:CreateSubnet", "ec2:DeleteSubnet", "ec2:ModifySubnetAttribute",
          "ec2:CreateInternetGateway", "ec2:DeleteInternetGateway", "ec2:AttachInternetGateway", "ec2:DetachInternetGateway",
          "ec2:CreateNatGateway", "ec2:DeleteNatGateway",
          "ec2:CreateRouteTable", "ec2:DeleteRouteTable", "ec2:AssociateRouteTable", "ec2:DisassociateRouteTable", "ec2:ReplaceRouteTableAssociation",
          "ec2:CreateRoute", "ec2:DeleteRoute", "ec2:ReplaceRoute",
          "ec2:CreateSecurityGroup", "ec2:DeleteSecurityGroup",
          "ec2:AuthorizeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupEgress", "ec2:ModifySecurityGroupRules",
          "ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress",
          "ec2:CreateVpcEndpoint", "ec2:DeleteVpcEndpoints", "ec2:ModifyVpcEndpoint",
          "ec2:CreateFlowLogs", "ec2:DeleteFlowLogs",
          "ec2:CreateTags", "ec2:DeleteTags",
        ]
        Resource  = "*"
        Condition = local.here
      },
      # Private DNS of an interface endpoint is a hosted zone that AWS owns.
      { Sid = "EndpointNames", Effect = "Allow", Action = "route53:AssociateVPCWithHostedZone", Resource = "${local.arn}:route53:::hostedzone/*" },
      {
        Sid    = "LogGroups"
        Effect = "Allow"
        Action = [
          "logs:AssociateKmsKey", "logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:DisassociateKmsKey", "logs:PutRetentionPolicy",
          "logs:TagResource", "logs:UntagResource",
        ]
        Resource = local.log_groups
      },
    ]
  })
}

resource "aws_iam_policy" "cluster" {
  name = "${var.name}-cluster"
  path = local.path

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Cluster"
        Effect = "Allow"
        Action = [
          "eks:AssociateAccessPolicy", "eks:AssociateEncryptionConfig", "eks:CreateAccessEntry", "eks:CreateAddon", "eks:CreateCluster", "eks:CreateNodegroup",
          "eks:CreatePodIdentityAssociation", "eks:DeleteAccessEntry", "eks:DeleteAddon", "eks:DeleteCluster", "eks:DeleteNodegroup",
          "eks:DeletePodIdentityAssociation", "eks:DisassociateAccessPolicy", "eks:TagResource", "eks:UntagResource", "eks:UpdateAccessEntry",
          "eks:UpdateAddon", "eks:UpdateClusterConfig", "eks:UpdateClusterVersion", "eks:UpdateNodegroupConfig", "eks:UpdateNodegroupVersion",
          "eks:UpdatePodIdentityAssociation",
        ]
        Resource = local.eks
      },
      {
        # RunInstances: EKS tries a launch template in the name of who makes the node group.
        Sid       = "LaunchTemplates"
        Effect    = "Allow"
        Action    = ["ec2:CreateLaunchTemplate", "ec2:CreateLaunchTemplateVersion", "ec2:DeleteLaunchTemplate", "ec2:ModifyLaunchTemplate", "ec2:RunInstances"]
        Resource  = "*"
        Condition = local.here
      },
      {
        # A key gets its tags and its policy while it is made, when it has no tag yet by which it could be told from others.
        Sid       = "NewKeys"
        Effect    = "Allow"
        Action    = ["kms:CreateKey", "kms:PutKeyPolicy"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:RequestTag/Project" = var.name } }
      },
      {
        # A key that others use has an alias, as a rule; one that is being made has none, and then ForAllValues holds.
        Sid      = "TagKeys"
        Effect   = "Allow"
        Action   = "kms:TagResource"
        Resource = "*"
        Condition = {
          StringEquals                = { "aws:RequestTag/Project" = var.name }
          "ForAllValues:StringEquals" = { "kms:ResourceAliases" = [for key in ["cluster", "flow-logs"] : "alias/${var.name}-${key}"] }
        }
      },
      { Sid = "Keys", Effect = "Allow", Action = local.key_actions, Resource = local.keys, Condition = local.ours },
      { Sid = "NeverTheKeyOfTheState", Effect = "Deny", Action = concat(local.key_actions, ["kms:TagResource"]), Resource = var.state.kms_key_arn },
      { Sid = "Aliases", Effect = "Allow", Action = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"], Resource = "${local.arn}:kms:${local.region}:${local.account}:alias/${var.name}-*" },
    ]
  })
}

resource "aws_iam_policy" "identity" {
  name = "${var.name}-identity"
  path = local.path

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyInsideTheBoundary"
        Effect    = "Allow"
        Action    = ["iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePolicy"]
        Resource  = local.roles
        Condition = { StringEquals = { "iam:PermissionsBoundary" = aws_iam_policy.boundary.arn } }
      },
      {
        Sid      = "Roles"
        Effect   = "Allow"
        Action   = ["iam:DeleteRole", "iam:TagRole", "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:UpdateRoleDescription"]
        Resource = local.roles
      },
      {
        Sid      = "HandOver"
        Effect   = "Allow"
        Action   = "iam:PassRole"
        Resource = local.roles
        Condition = { StringEquals = { "iam:PassedToService" = [
          "ec2.amazonaws.com", "eks.amazonaws.com", "pods.eks.amazonaws.com", "vpc-flow-logs.amazonaws.com",
        ] } }
      },
      {
        Sid      = "ServiceRoles"
        Effect   = "Allow"
        Action   = ["iam:CreateServiceLinkedRole", "iam:GetRole"]
        Resource = [for service in ["eks", "eks-nodegroup"] : "${local.arn}:iam::${local.account}:role/aws-service-role/${service}.amazonaws.com/*"]
      },
    ]
  })
}
