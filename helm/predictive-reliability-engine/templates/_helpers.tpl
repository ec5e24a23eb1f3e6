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

{{- define "pre.selectorLabels" -}}
app.kubernetes.io/name: {{ include "pre.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
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

{{/* The ports of networkPolicy.egressPorts, and those of the servers that the values name. */}}
{{- define "pre.egressPorts" -}}
{{- $ports := list -}}
{{- range .Values.networkPolicy.egressPorts }}{{ $ports = append $ports (int .) }}{{ end -}}
{{- $usual := dict "http" 80 "https" 443 "smtps" 465 "smtp" 587 "smtp+plain" 25 -}}
{{- range compact (list .Values.prometheus.url .Values.alertmanager.url .Values.email.smtpUrl) -}}
{{- $url := urlParse . -}}
{{- $own := regexFind ":[0-9]+$" $url.host | trimPrefix ":" -}}
{{- $ports = append $ports (int (default (get $usual $url.scheme) $own)) -}}
{{- end -}}
{{- $ports | uniq | toJson -}}
{{- end -}}

{{- define "pre.policyConfigMap" -}}
{{- .Values.policy.existingConfigMap | default (printf "%s-policy" (include "pre.fullname" .)) -}}
{{- end -}}

{{- define "pre.claim" -}}
{{- .Values.database.persistence.existingClaim | default (include "pre.fullname" .) -}}
{{- end -}}

{{/* What cannot be installed in a way that works is not installed. */}}
{{- define "pre.check" -}}
{{- if not .Values.prometheus.url -}}
{{- fail "prometheus.url is required: the base URL of your Prometheus, e.g. http://prometheus-operated.monitoring.svc:9090" -}}
{{- end -}}
{{- if not .Values.secrets.existingSecret -}}
{{- fail "secrets.existingSecret is required: a Secret with at least the key alertmanager-token" -}}
{{- end -}}
{{- if and (gt (int .Values.replicaCount) 1) (not .Values.database.existingSecret) -}}
{{- fail "replicaCount above 1 needs PostgreSQL: set database.existingSecret; SQLite is for one pod" -}}
{{- end -}}
{{- if and .Values.policy.existingConfigMap .Values.policy.content -}}
{{- fail "policy.existingConfigMap and policy.content exclude each other" -}}
{{- end -}}
{{- if and .Values.alertmanagerConfig.enabled (ne .Values.alertmanagerConfig.matcherStrategy "None") -}}
{{- fail "alertmanagerConfig: the operator adds a matcher on the namespace unless your Alertmanager has alertmanagerConfigMatcherStrategy {type: None}, and forecasts of other namespaces would never arrive; set it there, then alertmanagerConfig.matcherStrategy=None here" -}}
{{- end -}}
{{- end -}}
