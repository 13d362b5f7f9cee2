package io.hypertile.chart;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * OpenShift's security context constraint {@code restricted-v2}, as its documents give it, in a
 * namespace whose users and groups are 1000660000 and the 9,999 after it.
 */
final class RestrictedV2 {
  private static final long FIRST = 1_000_660_000L;
  private static final long LAST = FIRST + 9_999;
  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private RestrictedV2() {}

  /** What the constraint refuses of a pod's spec, by path; empty when it takes the pod. */
  static List<String> refused(JsonObject pod) {
    List<String> refused = new ArrayList<>();
    JsonObject own = object(pod, "securityContext");
    range(own, "runAsUser", "", refused);
    range(own, "fsGroup", "", refused);
    seccomp(own, "", refused);
    for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (pod.has(host) && pod.get(host).getAsBoolean()) {
        refused.add(host);
      }
    }
    for (JsonElement volume : array(pod, "volumes")) {
      for (String member : volume.getAsJsonObject().keySet()) {
        if (!member.equals("name") && !VOLUMES.contains(member)) {
          refused.add("volumes/" + member);
        }
      }
    }
    for (String kind : List.of("containers", "initContainers")) {
      for (JsonElement container : array(pod, kind)) {
        container(container.getAsJsonObject(), refused);
      }
    }
    return refused;
  }

  private static void container(JsonObject container, List<String> refused) {
    String place = container.get("name").getAsString() + "/";
    JsonObject context = object(container, "securityContext");
    range(context, "runAsUser", place, refused);
    seccomp(context, place, refused);
    for (String right : List.of("privileged", "allowPrivilegeEscalation")) {
      if (context.has(right) && context.get(right).getAsBoolean()) {
        refused.add(place + right);
      }
    }
    for (JsonElement added : array(object(context, "capabilities"), "add")) {
      if (!added.getAsString().equals("NET_BIND_SERVICE")) {
        refused.add(place + added.getAsString());
      }
    }
    for (JsonElement port : array(container, "ports")) {
      if (port.getAsJsonObject().has("hostPort")) {
        refused.add(place + "hostPort");
      }
    }
  }

  private static void range(JsonObject context, String member, String place, List<String> refused) {
    if (context.has(member)) {
      long number = context.get(member).getAsLong();
      if (number < FIRST || number > LAST) {
        refused.add(place + member);
      }
    }
  }

  private static void seccomp(JsonObject context, String place, List<String> refused) {
    JsonObject profile = object(context, "seccompProfile");
    if (profile.has("type") && !profile.get("type").getAsString().equals("RuntimeDefault")) {
      refused.add(place + "seccompProfile");
    }
  }

  private static JsonObject object(JsonObject from, String member) {
    return from.has(member) ? from.getAsJsonObject(member) : new JsonObject();
  }

  private static JsonArray array(JsonObject from, String member) {
    return from.has(member) ? from.getAsJsonArray(member) : new JsonArray();
  }
}
