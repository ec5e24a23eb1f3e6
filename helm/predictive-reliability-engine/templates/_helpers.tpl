{{- define "pre.name" -}}
{{- .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "pre.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Tells this release from every other one of the cluster: one name may be there in several namespaces. No namespace has a dot. */}}
{{- define "pre.instance" -}}
{{- printf "%s.%s" .Release.Namespace (include "pre.fullname" .) -}}
{{- end -}}

{{- define "pre.selectorLabels" -}}
app.kubernetes.io/name: {{ include "pre.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Tells the pods that take alerts in from those that only work, and both from the test's. */}}
{{- define "pre.component" -}}
app.kubernetes.io/component: {{ ternary "worker" "receiver" (eq . "worker") }}
{{- end -}}

{{- define "pre.labels" -}}
{{ include "pre.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "pre.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (include "pre.fullname" .) -}}
{{- end -}}

{{- define "pre.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{/* Every number of a file of values is a float to Helm; a whole one is written without an exponent. */}}
{{- define "pre.written" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) -}}{{ int64 . }}{{- else -}}{{ . }}{{- end -}}
{{- end -}}

{{/* The servers of the receiver's file, none where a URL is all there is to say. */}}
{{- define "pre.prometheusServers" -}}
{{- with .Values.prometheus -}}
{{- if .servers -}}
{{- toJson .servers -}}
{{- else if .clientSecret -}}
{{- $files := dict "cert_file" "/etc/receiver/prometheus-client/tls.crt" "key_file" "/etc/receiver/prometheus-client/tls.key" -}}
{{- list (merge (dict "name" "prometheus" "url" .url) $files) | toJson -}}
{{- else -}}
[]
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The ports of networkPolicy.egressPorts, and those of the servers that the values name. */}}
{{- define "pre.egressPorts" -}}
{{- $ports := list -}}
{{- range .Values.networkPolicy.egressPorts }}{{ $ports = append $ports (int .) }}{{ end -}}
{{- $usual := dict "http" 80 "https" 443 "smtps" 465 "smtp" 587 "smtp+plain" 25 -}}
{{- $urls := list .Values.prometheus.url .Values.alertmanager.url .Values.email.smtpUrl -}}
{{- range .Values.prometheus.servers }}{{ $urls = append $urls .url }}{{ end -}}
{{- range compact $urls -}}
{{- $url := urlParse . -}}
{{- $own := regexFind ":[0-9]+$" $url.host | trimPrefix ":" -}}
{{- $ports = append $ports (int (default (get $usual $url.scheme) $own)) -}}
{{- end -}}
{{- $ports | uniq | toJson -}}
{{- end -}}

{{/* Where the receiver is reached; its certificate is for this name unless tls.serverName says another. */}}
{{- define "pre.host" -}}
{{ include "pre.fullname" . }}.{{ .Release.Namespace }}.svc
{{- end -}}

{{- define "pre.url" -}}
{{ ternary "https" "http" (not (not .Values.tls.existingSecret)) }}://{{ include "pre.host" . }}:{{ .Values.service.port }}
{{- end -}}

{{/* How the operator has Alertmanager and Prometheus connect to it, in the fields of a SafeTLSConfig. */}}
{{- define "pre.tlsConfig" -}}
serverName: {{ .Values.tls.serverName | default (include "pre.host" .) }}
{{- with .Values.tls.caKey }}
ca: {secret: {name: {{ $.Values.tls.existingSecret }}, key: {{ . }}}}
{{- end }}
{{- with .Values.tls.clientSecret }}
cert: {secret: {name: {{ . }}, key: tls.crt}}
keySecret: {name: {{ . }}, key: tls.key}
{{- end }}
{{- end -}}

{{- define "pre.policyConfigMap" -}}
{{- .Values.policy.existingConfigMap | default (printf "%s-policy" (include "pre.fullname" .)) -}}
{{- end -}}

{{- define "pre.claim" -}}
{{- .Values.database.persistence.existingClaim | default (include "pre.fullname" .) -}}
{{- end -}}

{{/* What cannot be installed in a way that works is not installed. */}}
{{- define "pre.check" -}}
{{- include "pre.checkOutside" . -}}
{{- if not (or .Values.prometheus.url .Values.prometheus.servers) -}}
{{- fail "prometheus.url is required: the base URL of your Prometheus, e.g. http://prometheus-operated.monitoring.svc:9090; or prometheus.servers, for several or one that wants a token" -}}
{{- end -}}
{{- if and .Values.prometheus.url .Values.prometheus.servers -}}
{{- fail "prometheus.url and prometheus.servers exclude each other: name the server of the URL as the last of the servers" -}}
{{- end -}}
{{- $shown := false -}}
{{- range include "pre.prometheusServers" . | fromJsonArray -}}
{{- if and (hasPrefix "/etc/receiver/prometheus-ca/" (.ca_file | default "")) (not $.Values.prometheus.caConfigMap) -}}
{{- fail (printf "prometheus.servers: %s looks for its ca_file in prometheus.caConfigMap, which is not set" .name) -}}
{{- end -}}
{{- if hasPrefix "/etc/receiver/prometheus-client/" (.cert_file | default "") -}}
{{- $shown = true -}}
{{- if not $.Values.prometheus.clientSecret -}}
{{- fail (printf "prometheus.servers: %s looks for its cert_file in prometheus.clientSecret, which is not set" .name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and .Values.prometheus.clientSecret (not $shown) -}}
{{- fail "prometheus.clientSecret is shown to none of prometheus.servers: set the cert_file and key_file of one to /etc/receiver/prometheus-client/tls.crt and tls.key" -}}
{{- end -}}
{{- if not .Values.secrets.existingSecret -}}
{{- fail "secrets.existingSecret is required: a Secret with at least the key alertmanager-token" -}}
{{- end -}}
{{- if and (gt (int .Values.replicaCount) 1) (not .Values.database.existingSecret) -}}
{{- fail "replicaCount above 1 needs PostgreSQL: set database.existingSecret; SQLite is for one pod" -}}
{{- end -}}
{{- if and .Values.worker.separate (not .Values.database.existingSecret) -}}
{{- fail "worker.separate needs PostgreSQL: set database.existingSecret; SQLite is for one process" -}}
{{- end -}}
{{- if and (or .Values.tls.clientCaKey .Values.tls.clientSecret) (not .Values.tls.existingSecret) -}}
{{- fail "tls.clientCaKey and tls.clientSecret need tls.existingSecret: without TLS nobody is asked for a certificate" -}}
{{- end -}}
{{- if and .Values.tls.clientCaKey (not .Values.tls.clientSecret) (or .Values.alertmanagerConfig.enabled .Values.serviceMonitor.enabled) -}}
{{- fail "tls.clientCaKey asks everybody for a certificate: set tls.clientSecret, which Alertmanager and Prometheus show" -}}
{{- end -}}
{{- if and .Values.policy.existingConfigMap .Values.policy.content -}}
{{- fail "policy.existingConfigMap and policy.content exclude each other" -}}
{{- end -}}
{{- if not (.Files.Get "files/policy.yaml") -}}
{{- fail "the chart's files/ are links into rules/generated and are missing here; take the chart with helm package, which follows them (docs/gitops.md)" -}}
{{- end -}}
{{- if and .Values.alertmanagerConfig.enabled (or .Values.policy.existingConfigMap .Values.policy.content) (not .Values.alertmanagerConfig.content) -}}
{{- fail "alertmanagerConfig: with a policy of your own the shipped route would mute and repeat by other labels and leases than yours; add --set-file alertmanagerConfig.content=generated/alertmanager/alertmanagerconfig.yaml from the same `rulegen generate`, or set alertmanagerConfig.enabled=false and apply that file yourself (docs/gitops.md)" -}}
{{- end -}}
{{- with .Values.alertmanagerConfig.content -}}
{{- if ne (toString (fromYaml .).kind) "AlertmanagerConfig" -}}
{{- fail "alertmanagerConfig.content is not the text of an AlertmanagerConfig: give it generated/alertmanager/alertmanagerconfig.yaml of `rulegen generate`" -}}
{{- end -}}
{{- end -}}
{{- if and .Values.alertmanagerConfig.enabled (ne .Values.alertmanagerConfig.matcherStrategy "None") -}}
{{- fail "alertmanagerConfig: the operator adds a matcher on the namespace unless your Alertmanager has alertmanagerConfigMatcherStrategy {type: None}, and forecasts of other namespaces would never arrive; set it there, then alertmanagerConfig.matcherStrategy=None here" -}}
{{- end -}}
{{- end -}}
