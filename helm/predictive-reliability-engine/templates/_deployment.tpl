{{/*
One process of the receiver: `all` accepts and works, `web` accepts only, `worker` works only.
Called with (dict "root" . "part" "all").
*/}}
{{- define "pre.deployment" -}}
{{- $part := .part -}}
{{- with .root -}}
{{- $sqlite := not .Values.database.existingSecret -}}
{{- $worker := eq $part "worker" -}}
{{- $servers := include "pre.prometheusServers" . | fromJsonArray -}}
{{- $client := and .Values.prometheus.clientSecret (ne $part "web") -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "pre.fullname" . }}{{ if $worker }}-worker{{ end }}
  namespace: {{ .Release.Namespace }}
  labels:
    {{- include "pre.labels" . | nindent 4 }}
    {{- include "pre.component" $part | nindent 4 }}
spec:
  replicas: {{ ternary .Values.worker.replicaCount .Values.replicaCount $worker }}
  {{- if $sqlite }}
  strategy: {type: Recreate}  # one pod at a time holds the database file
  {{- else }}
  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
  {{- end }}
  selector:
    matchLabels:
      {{- include "pre.selectorLabels" . | nindent 6 }}
      {{- include "pre.component" $part | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "pre.selectorLabels" . | nindent 8 }}
        {{- include "pre.component" $part | nindent 8 }}
        {{- with .Values.podLabels }}{{ toYaml . | nindent 8 }}{{ end }}
      annotations:
        {{- if not .Values.policy.existingConfigMap }}
        checksum/policy: {{ include (print $.root.Template.BasePath "/policy.yaml") . | sha256sum }}
        {{- end }}
        {{- with $servers }}
        checksum/prometheus: {{ toJson . | sha256sum }}
        {{- end }}
        {{- with .Values.podAnnotations }}{{ toYaml . | nindent 8 }}{{ end }}
    spec:
      {{- if eq $part "web" }}
      automountServiceAccountToken: false  # who only accepts asks the API server nothing
      {{- else }}
      serviceAccountName: {{ include "pre.serviceAccountName" . }}
      {{- end }}
      enableServiceLinks: false  # a Service called `receiver` would put RECEIVER_PORT into the environment
      terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
      {{- with .Values.imagePullSecrets }}
      imagePullSecrets: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
        fsGroup: 65532
        seccompProfile: {type: RuntimeDefault}
      containers:
        - name: receiver
          image: {{ include "pre.image" . }}
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          args: {{ get (dict "all" (list "serve") "web" (list "serve" "--no-worker") "worker" (list "worker")) $part | toJson }}
          env: {{- include "pre.environment" $ | nindent 12 }}
          ports:
            - {name: {{ ternary "worker" "http" $worker }}, containerPort: {{ ternary 8081 8080 $worker }}}
          startupProbe:
            {{- include "pre.probe" (dict "root" . "part" $part "path" "/-/healthy") | nindent 12 }}
            periodSeconds: 2
            failureThreshold: 60
          livenessProbe:
            {{- include "pre.probe" (dict "root" . "part" $part "path" "/-/healthy") | nindent 12 }}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          readinessProbe:
            {{- include "pre.probe" (dict "root" . "part" $part "path" "/-/ready") | nindent 12 }}
            periodSeconds: 5
            timeoutSeconds: 3
          resources: {{- toYaml (ternary .Values.worker.resources .Values.resources $worker) | nindent 12 }}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
          volumeMounts:
            - {name: policy, mountPath: /etc/receiver/policy, readOnly: true}
            - {name: secrets, mountPath: /etc/receiver/secrets, readOnly: true}
            {{- if $servers }}
            - {name: prometheus, mountPath: /etc/receiver/prometheus, readOnly: true}
            {{- end }}
            {{- if .Values.prometheus.caConfigMap }}
            - {name: prometheus-ca, mountPath: /etc/receiver/prometheus-ca, readOnly: true}
            {{- end }}
            {{- if $client }}
            - {name: prometheus-client, mountPath: /etc/receiver/prometheus-client, readOnly: true}
            {{- end }}
            {{- if .Values.trust.caConfigMap }}
            - {name: trust, mountPath: /etc/receiver/trust, readOnly: true}
            {{- end }}
            {{- if and .Values.tls.existingSecret (not $worker) }}
            - {name: tls, mountPath: /etc/receiver/tls, readOnly: true}
            {{- end }}
            {{- if .Values.templates.existingConfigMap }}
            - {name: templates, mountPath: /etc/receiver/templates, readOnly: true}
            {{- end }}
            {{- if .Values.killSwitch.enabled }}
            - {name: kill-switch, mountPath: /etc/receiver/kill-switch, readOnly: true}
            {{- end }}
            {{- if $sqlite }}
            - {name: data, mountPath: /data}
            {{- else }}
            - {name: database, mountPath: /etc/receiver/database, readOnly: true}
            {{- end }}
            - {name: tmp, mountPath: /tmp}
      volumes:
        - name: policy
          configMap: {name: {{ include "pre.policyConfigMap" . }}}
        - name: secrets
          {{- if eq $part "web" }}
          secret:  # what its callers prove themselves with; whom people are told by is the worker's
            secretName: {{ .Values.secrets.existingSecret }}
            defaultMode: 0440
            optional: true
            items:
              {{- range (include "pre.webSecrets" . | fromJsonArray) }}
              - {key: {{ . }}, path: {{ . }}}
              {{- end }}
          {{- else }}
          secret: {secretName: {{ .Values.secrets.existingSecret }}, defaultMode: 0440}
          {{- end }}
        {{- if $servers }}
        - name: prometheus
          configMap: {name: {{ include "pre.fullname" . }}-prometheus}
        {{- end }}
        {{- with .Values.prometheus.caConfigMap }}
        - name: prometheus-ca
          configMap: {name: {{ . }}}
        {{- end }}
        {{- if $client }}
        - name: prometheus-client
          secret: {secretName: {{ .Values.prometheus.clientSecret }}, defaultMode: 0440}
        {{- end }}
        {{- with .Values.trust.caConfigMap }}
        - name: trust
          configMap: {name: {{ . }}}
        {{- end }}
        {{- if and .Values.tls.existingSecret (not $worker) }}
        - name: tls
          secret: {secretName: {{ .Values.tls.existingSecret }}, defaultMode: 0440}
        {{- end }}
        {{- with .Values.templates.existingConfigMap }}
        - name: templates
          configMap: {name: {{ . }}}
        {{- end }}
        {{- if .Values.killSwitch.enabled }}
        - name: kill-switch
          configMap: {name: {{ include "pre.fullname" . }}-kill-switch, optional: true}
        {{- end }}
        {{- if $sqlite }}
        - name: data
          persistentVolumeClaim: {claimName: {{ include "pre.claim" . }}}
        {{- else }}
        - name: database
          secret: {secretName: {{ .Values.database.existingSecret }}, defaultMode: 0440}
        {{- end }}
        - name: tmp
          emptyDir: {sizeLimit: 64Mi}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "pre.selectorLabels" . | nindent 14 }}
              {{- include "pre.component" $part | nindent 14 }}
      {{- with .Values.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.affinity }}
      affinity: {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end }}
{{- end -}}

{{/* The settings of one process; called as above. */}}
{{- define "pre.environment" -}}
{{- $part := .part -}}
{{- with .root -}}
- {name: RECEIVER_POLICY_FILE, value: /etc/receiver/policy/policy.yaml}
- {name: RECEIVER_SECRETS_DIR, value: /etc/receiver/secrets}
{{- if include "pre.prometheusServers" . | fromJsonArray }}
- {name: RECEIVER_PROMETHEUS_FILE, value: /etc/receiver/prometheus/servers.yaml}
{{- else }}
- {name: RECEIVER_PROMETHEUS_URL, value: {{ .Values.prometheus.url | quote }}}
{{- end }}
{{- if .Values.database.existingSecret }}
- name: RECEIVER_DATABASE_URL
  valueFrom: {secretKeyRef: {name: {{ .Values.database.existingSecret }}, key: url}}
{{- else }}
- {name: RECEIVER_DATABASE_URL, value: "sqlite:////data/receiver.db"}
{{- end }}
{{- if not (hasKey .Values.settings "RECEIVER_INSTANCE") }}
- {name: RECEIVER_INSTANCE, value: {{ include "pre.instance" . | quote }}}
{{- end }}
{{- with .Values.rbac.namespaces }}
- {name: RECEIVER_NAMESPACES, value: {{ join "," . | quote }}}
{{- end }}
{{- if .Values.killSwitch.enabled }}
- {name: RECEIVER_KILL_SWITCH_FILE, value: /etc/receiver/kill-switch/off}
{{- end }}
{{- if and .Values.tls.existingSecret (ne $part "worker") }}
- {name: RECEIVER_TLS_CERT_FILE, value: /etc/receiver/tls/tls.crt}
- {name: RECEIVER_TLS_KEY_FILE, value: /etc/receiver/tls/tls.key}
{{- with .Values.tls.clientCaKey }}
- {name: RECEIVER_TLS_CLIENT_CA_FILE, value: {{ printf "/etc/receiver/tls/%s" . | quote }}}
{{- end }}
{{- end }}
{{- if .Values.trust.caConfigMap }}
- {name: RECEIVER_CA_FILE, value: {{ printf "/etc/receiver/trust/%s" .Values.trust.caKey | quote }}}
{{- end }}
{{- with .Values.alertmanager.url }}
- {name: RECEIVER_ALERTMANAGER_URL, value: {{ . | quote }}}
{{- end }}
{{- if not (hasKey .Values.settings "RECEIVER_EXTERNAL_URL") }}
{{- with include "pre.externalUrl" . }}
- {name: RECEIVER_EXTERNAL_URL, value: {{ . | quote }}}
{{- end }}
{{- end }}
{{- with .Values.slack.approvers }}
- {name: RECEIVER_SLACK_APPROVERS, value: {{ join "," . | quote }}}
{{- end }}
{{- with .Values.email.smtpUrl }}
- {name: RECEIVER_SMTP_URL, value: {{ . | quote }}}
- {name: RECEIVER_EMAIL_FROM, value: {{ required "email.from: the address that e-mails come from" $.root.Values.email.from | quote }}}
{{- end }}
{{- if .Values.templates.existingConfigMap }}
- {name: RECEIVER_TEMPLATES_DIR, value: /etc/receiver/templates}
{{- end }}
{{- range $name, $value := .Values.settings }}
- {name: {{ $name }}, value: {{ include "pre.written" $value | quote }}}
{{- end }}
{{- range $name, $value := .Values.environment }}
- {name: {{ $name }}, value: {{ include "pre.written" $value | quote }}}
{{- end }}
{{- end }}
{{- end -}}

{{/* The kubelet has no certificate to show: where one is asked for, only the connection is tried. */}}
{{- define "pre.probe" -}}
{{- $port := ternary "worker" "http" (eq .part "worker") -}}
{{- $tls := and .root.Values.tls.existingSecret (ne .part "worker") -}}
{{- if and $tls .root.Values.tls.clientCaKey -}}
tcpSocket: {port: {{ $port }}}
{{- else if $tls -}}
httpGet: {path: {{ .path }}, port: {{ $port }}, scheme: HTTPS}
{{- else -}}
httpGet: {path: {{ .path }}, port: {{ $port }}}
{{- end }}
{{- end -}}

{{/* Files of the secrets folder that a process that only accepts reads. */}}
{{- define "pre.webSecrets" -}}
{{- $keys := list -}}
{{- range list "alertmanager-token" "alertmanager-basic-auth" "operator-token" "viewer-token" "slack-signing-secret" -}}
{{- $keys = concat $keys (list . (printf "%s.previous" .)) -}}
{{- end -}}
{{- append $keys "alertmanager-api-token" | toJson -}}
{{- end -}}
