{{/* The pod of a server, whatever makes it; refuses values that no server could run with. */}}
{{- define "hypertile.pod" -}}
{{- include "hypertile.checkSecurity" . -}}
{{- include "hypertile.checkValues" . -}}
{{- $scheme := ternary "HTTPS" "HTTP" (ne .Values.tls.existingSecret "") -}}
{{- $keys := include "hypertile.keysSecret" . -}}
metadata:
  labels:
    {{- include "hypertile.selector" . | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    checksum/config: {{ include "hypertile.config" . | sha256sum }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "hypertile.serviceAccount" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  # The server gets its shutdown timeout whole, after the sleep that takes it out of the Service.
  terminationGracePeriodSeconds: {{ add .Values.shutdownSeconds .Values.preStopSeconds 15 }}
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with .Values.podSpec }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
  securityContext:
    {{- toYaml .Values.podSecurityContext | nindent 4 }}
  {{- with .Values.initContainers }}
  initContainers:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: hypertile
      image: {{ include "hypertile.image" . | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      securityContext:
        {{- toYaml .Values.securityContext | nindent 8 }}
      ports:
        - name: http
          containerPort: 8080
          protocol: TCP
      env:
        - name: SERVER_ADDRESS
          value: 0.0.0.0
        - name: HYPERTILE_STORAGE_ROOT
          value: /var/lib/hypertile/storage
        - name: SPRING_CONFIG_ADDITIONAL_LOCATION
          value: file:/etc/hypertile/config/
        {{- if $keys }}
        # A changed Secret is taken without a restart, so that neither it nor its checksum rolls the pod.
        - name: HYPERTILE_SECURITY_KEYSFILE
          value: /etc/hypertile/keys/application.yml
        {{- end }}
        {{- with .Values.javaOptions }}
        - name: JAVA_TOOL_OPTIONS
          value: {{ . | quote }}
        {{- end }}
        {{- with .Values.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with .Values.extraEnvFrom }}
      envFrom:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      lifecycle:
        preStop:
          exec:
            command: [sleep, {{ .Values.preStopSeconds | quote }}]
      startupProbe:
        httpGet:
          path: /actuator/health/liveness
          port: http
          scheme: {{ $scheme }}
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: {{ .Values.probes.startupFailureThreshold }}
      livenessProbe:
        httpGet:
          path: /actuator/health/liveness
          port: http
          scheme: {{ $scheme }}
        {{- toYaml .Values.probes.liveness | nindent 8 }}
      readinessProbe:
        httpGet:
          path: /actuator/health/readiness
          port: http
          scheme: {{ $scheme }}
        {{- toYaml .Values.probes.readiness | nindent 8 }}
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      volumeMounts:
        - name: data
          mountPath: /var/lib/hypertile
        - name: tmp
          mountPath: /tmp
        - name: config
          mountPath: /etc/hypertile/config
          readOnly: true
        {{- if $keys }}
        - name: keys
          mountPath: /etc/hypertile/keys
          readOnly: true
        {{- end }}
        {{- if .Values.tls.existingSecret }}
        - name: tls
          mountPath: /etc/hypertile/tls
          readOnly: true
        {{- end }}
        {{- with .Values.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    # Native libraries are unpacked and loaded here.
    - name: tmp
      emptyDir:
        sizeLimit: 1Gi
    - name: config
      configMap:
        name: {{ include "hypertile.fullname" . }}
    {{- if $keys }}
    - name: keys
      secret:
        secretName: {{ $keys }}
        defaultMode: 0440
    {{- end }}
    {{- with .Values.tls.existingSecret }}
    - name: tls
      secret:
        secretName: {{ . }}
        defaultMode: 0440
    {{- end }}
    {{- if eq .Values.mode "object" }}
    # The index, cells on their way and what was read of the store: all of it is made again by a pod that starts.
    - name: data
      emptyDir:
        sizeLimit: {{ .Values.cacheVolume.size }}
    {{- else if not .Values.persistence.enabled }}
    - name: data
      emptyDir: {}
    {{- else if .Values.persistence.existingClaim }}
    - name: data
      persistentVolumeClaim:
        claimName: {{ .Values.persistence.existingClaim }}
    {{- end }}
    {{- with .Values.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- toYaml . | nindent 4 }}
  {{- else }}
  {{- if eq .Values.mode "object" }}
  topologySpreadConstraints:
    {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
    - maxSkew: 1
      topologyKey: {{ . }}
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "hypertile.selector" $ | nindent 10 }}
    {{- end }}
  {{- end }}
  {{- end }}
{{- end -}}
