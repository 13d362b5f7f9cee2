package io.hypertile.collection.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.http.json.JsonAnswers;
import io.hypertile.quota.StoredUse;
import io.hypertile.security.Caller;
import io.hypertile.security.Grant;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells callers their rights, so that clients offer nothing else. */
@RestController
final class AccessController {
  private final StoredUse uses;

  AccessController(StoredUse uses) {
    this.uses = uses;
  }

  @GetMapping(path = ApiPaths.ACCESS, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "getAccess")
  ResponseEntity<byte[]> access(HttpServletRequest request) {
    Caller caller = Caller.of(request);
    ObjectNode access = JsonAnswers.object();
    access.put("caller", caller.name());
    ArrayNode grants = access.putArray("grants");
    for (Grant grant : caller.grants()) {
      ObjectNode row = grants.addObject();
      row.put("scope", grant.scope().name().toLowerCase(Locale.ROOT));
      ArrayNode patterns = row.putArray("collections");
      grant.collections().forEach(patterns::add);
    }
    caller.quota().ifPresent(quota -> access.set("quota", QuotaDocuments.of(uses.of(quota))));
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .cacheControl(CacheControl.noStore())
        .header(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION)
        .body(JsonAnswers.bytes(access));
  }
}
