package io.hypertile.collection.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.TEXT_HTML_VALUE;

import io.hypertile.http.ServedPaths;
import io.hypertile.http.json.JsonAnswers;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.node.ObjectNode;

/** Links to collections and documentation, at the server's root and at that of the interface. */
@RestController
final class LinksController {
  private static final String PAGES = "/swagger-ui/index.html";
  private static final String DOCUMENT = "/v3/api-docs";
  private static final String HEALTH = "/actuator/health";
  private static final String ZARR = ServedPaths.ZARR_ROOT + "/";

  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>Hypertile</title>
      <style>body {font: 16px/1.5 sans-serif; max-width: 44em; margin: 2em auto; padding: 0 1em}
      pre {background: #eee; color: #111; padding: .7em; overflow: auto}</style>
      <h1>Hypertile</h1>
      <p>An array database: arrays with a schema, and any box of them over HTTP.
      <ul>
      <li><a href="%2$s">Collections</a>
      <li><a href="%6$s">The same as a Zarr hierarchy</a>
      <li><a href="%3$s">Documentation of the interface</a>, also as <a href="%4$s">OpenAPI</a>
      <li><a href="%5$s">Health</a>
      </ul>
      <p>List the collections:
      <pre>curl -sS '%1$s%2$s'</pre>
      <p>Make one, and an array in it:
      <pre>curl -sS '%1$s%2$s' -H 'Content-Type: application/json' -d '{
        "name": "first", "kind": "array", "dtype": "float32",
        "dimensions": [{"name": "y", "size": 3}, {"name": "x", "size": 4}],
        "attributes": [{"name": "n", "dtype": "int", "primary": true}]}'
      curl -sS '%1$s%2$s/first/arrays' -H 'Content-Type: application/json' -d '{"primary_attributes": {"n": 1}}'</pre>
      <p>Write a row of its cells and read a box:
      <pre>curl -sS -X PUT -w '%%{http_code}\\n' '%1$s%2$s/first/arrays/~1/subset?sel.y=0' -H 'Content-Type: application/json' -d '[1, 2, 3, 4]'
      curl -sSg '%1$s%2$s/first/arrays/~1/subset?slice=0:2,1:3&amp;format=csv'</pre>
      </html>
      """;

  /** The root of the server: links, as a page for browsers. */
  @Hidden
  @GetMapping(
      path = "/",
      produces = {APPLICATION_JSON_VALUE, TEXT_HTML_VALUE})
  ResponseEntity<byte[]> root(HttpServletRequest request) {
    if (!prefersPage(request)) {
      return links(request);
    }
    String origin = HtmlUtils.htmlEscape(origin(request));
    String page =
        PAGE.formatted(
            origin,
            ApiPaths.collections(request),
            ServedPaths.address(request, PAGES),
            ServedPaths.address(request, DOCUMENT),
            ServedPaths.address(request, HEALTH),
            ServedPaths.address(request, ZARR));
    return ResponseEntity.ok()
        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
        .cacheControl(CacheControl.noCache())
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
        .body(page.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean prefersPage(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return accept != null && accept.contains(TEXT_HTML_VALUE);
  }

  /** Scheme, host and port as the client wrote them. */
  private static String origin(HttpServletRequest request) {
    String url = request.getRequestURL().toString();
    return url.substring(0, url.length() - request.getRequestURI().length());
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
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .cacheControl(CacheControl.noCache())
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .body(JsonAnswers.bytes(links));
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
