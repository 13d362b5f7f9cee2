{{- define "hypertile.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "hypertile.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains (include "hypertile.name" .) .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "hypertile.name" .) | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "hypertile.selector" -}}
app.kubernetes.io/name: {{ include "hypertile.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "hypertile.labels" -}}
{{ include "hypertile.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "hypertile.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "hypertile.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "hypertile.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{/* Name of the Secret with the keys; empty without one. */}}
{{- define "hypertile.keysSecret" -}}
{{- if .Values.security.existingSecret -}}
{{- .Values.security.existingSecret -}}
{{- else if .Values.security.apiKeys -}}
{{- include "hypertile.fullname" . }}-keys
{{- end -}}
{{- end -}}

{{- define "hypertile.checkSecurity" -}}
{{- $issuer := dig "spring" "security" "oauth2" "resourceserver" "jwt" "issuer-uri" "" .Values.extraConfig -}}
{{- if not (or .Values.security.open .Values.security.jwtIssuer $issuer (include "hypertile.keysSecret" .)) -}}
{{- fail "The server does not start without knowing its callers: give security.apiKeys (made with --hypertile.make-key), security.existingSecret or security.jwtIssuer, or security.open=true to let everybody do everything." -}}
{{- end -}}
{{- if and .Values.security.existingSecret .Values.security.apiKeys -}}
{{- fail "Give security.apiKeys or security.existingSecret, not both." -}}
{{- end -}}
{{- end -}}

{{/* application.yml of the server. */}}
{{- define "hypertile.config" -}}
{{- $hypertile := deepCopy .Values.config -}}
{{- if .Values.security.open -}}
{{- $_ := set $hypertile "security" (merge (dict "open" true) (default dict $hypertile.security)) -}}
{{- end -}}
{{- $all := deepCopy .Values.extraConfig -}}
{{- if $hypertile -}}
{{- $all = merge (dict "hypertile" $hypertile) $all -}}
{{- end -}}
{{- $all = merge (dict "spring" (dict "lifecycle" (dict "timeout-per-shutdown-phase" (printf "%ds" (int .Values.shutdownSeconds))))) $all -}}
{{- if .Values.security.jwtIssuer -}}
{{- $all = merge (dict "spring" (dict "security" (dict "oauth2" (dict "resourceserver" (dict "jwt" (dict "issuer-uri" .Values.security.jwtIssuer)))))) $all -}}
{{- end -}}
{{- toYaml $all -}}
{{- end -}}
