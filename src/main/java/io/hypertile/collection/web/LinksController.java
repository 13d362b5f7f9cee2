package io.hypertile.collection.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.TEXT_HTML_VALUE;

import io.hypertile.explorer.web.ExplorerFiles;
import io.hypertile.explorer.web.SignIn;
import io.hypertile.http.ServedPaths;
import io.hypertile.http.json.JsonAnswers;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Links to collections and documentation, at the server's root and at that of the interface. */
@RestController
final class LinksController {
  private static final String PAGES = "/swagger-ui/index.html";
  private static final String DOCUMENT = "/v3/api-docs";
  private static final String HEALTH = "/actuator/health";
  private static final String ZARR = ServedPaths.ZARR_ROOT + "/";

  private final ExplorerFiles explorer;
  private final SignIn signIn;

  LinksController(ExplorerFiles explorer, SignIn signIn) {
    this.explorer = explorer;
    this.signIn = signIn;
  }

  /** The root of the server: links, and the explorer for browsers. */
  @Hidden
  @GetMapping(
      path = "/",
      produces = {APPLICATION_JSON_VALUE, TEXT_HTML_VALUE})
  ResponseEntity<byte[]> root(HttpServletRequest request) {
    return prefersPage(request) ? explorer.page() : links(request);
  }

  private static boolean prefersPage(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return accept != null && accept.contains(TEXT_HTML_VALUE);
  }

  @GetMapping(path = ServedPaths.API_ROOT, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "getLinks")
  ResponseEntity<byte[]> links(HttpServletRequest request) {
    ObjectNode links = JsonAnswers.object();
    links.put("name", "Hypertile");
    links.put("collections", ApiPaths.collections(request));
    links.put("zarr", ServedPaths.address(request, ZARR));
    links.put("documentation", ServedPaths.address(request, PAGES));
    links.put("openapi", ServedPaths.address(request, DOCUMENT));
    links.put("health", ServedPaths.address(request, HEALTH));
    signIn.client().ifPresent(client -> put(client, links.putObject("sign_in")));
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .cacheControl(CacheControl.noCache())
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .body(JsonAnswers.bytes(links));
  }

  private static void put(SignIn.Client client, ObjectNode into) {
    into.put("issuer", client.issuer()).put("client_id", client.id());
    client.scopes().forEach(into.putArray("scopes")::add);
  }

  /** Leads to the documentation from the addresses where people look for it. */
  @Hidden
  @GetMapping({"/docs", "/docs/", "/swagger-ui", "/swagger-ui/"})
  ResponseEntity<Void> documentation(HttpServletRequest request) {
    return found(request, PAGES);
  }

  /** Leads to the description of the interface from the addresses where programs look for it. */
  @Hidden
  @GetMapping({"/openapi.json", "/openapi.yaml"})
  ResponseEntity<Void> document(HttpServletRequest request) {
    boolean yaml = ServedPaths.of(request).endsWith(".yaml");
    return found(request, yaml ? DOCUMENT + ".yaml" : DOCUMENT);
  }

  /** Browsers ask for it whatever they show. */
  @Hidden
  @GetMapping("/favicon.ico")
  ResponseEntity<Void> icon() {
    return ResponseEntity.noContent().cacheControl(CacheControl.maxAge(Duration.ofDays(1))).build();
  }

  private static ResponseEntity<Void> found(HttpServletRequest request, String path) {
    return ResponseEntity.status(HttpStatus.FOUND)
        .header(HttpHeaders.LOCATION, ServedPaths.address(request, path))
        .build();
  }
}
