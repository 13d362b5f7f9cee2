package io.hypertile.explorer.web;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * All files of the explorer, by name: its own, those of two libraries, which come from their
 * archives as they are, and Natural Earth's coastlines as world-atlas packs them. A closed list, so
 * that no address reaches anything else. Thread-safe.
 */
@Component
public final class ExplorerFiles {
  private static final String OWN = "/explorer/";
  private static final String SCRIPT = "text/javascript;charset=UTF-8";
  private static final String STYLE = "text/css;charset=UTF-8";
  private static final String PAGE = "text/html;charset=UTF-8";
  private static final List<String> MODULES =
      List.of(
          "api",
          "app",
          "attributes",
          "axes",
          "coast",
          "colors",
          "csv",
          "figures",
          "format",
          "forms",
          "lists",
          "instants",
          "newcollection",
          "npy",
          "parts",
          "pickers",
          "plots",
          "rowforms",
          "schema",
          "signin",
          "snippets",
          "typedvalues",
          "upload",
          "view");
  private static final String LIBRARY = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final String FRAMEWORK =
      "/META-INF/resources/_static/htm/3.1.1/preact/standalone.module.js";

  /**
   * Scripts, styles, pictures, forms and, unless more is added at the end, answers of this server.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
          + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; connect-src 'self'";

  private final Map<String, PageFile> files = new LinkedHashMap<>();
  private final PageFile page = PageFile.of(OWN + "index.html", PAGE);

  private final String policyOfPage;

  /** Files that the class path has; the page may ask the provider of a sign-in as well. */
  public ExplorerFiles(SignIn signIn) {
    policyOfPage = POLICY + signIn.client().map(client -> " " + client.origin()).orElse("");
    for (String module : MODULES) {
      files.put(module + ".js", PageFile.of(OWN + module + ".js", SCRIPT));
    }
    files.put("style.css", PageFile.of(OWN + "style.css", STYLE));
    files.put("icon.svg", PageFile.of(OWN + "icon.svg", "image/svg+xml"));
    files.put("land.json", PageFile.of(OWN + "coast/land-110m.json", "application/json"));
    files.put("preact.js", PageFile.of(FRAMEWORK, SCRIPT));
    files.put("uplot.js", PageFile.of(LIBRARY + "uPlot.iife.min.js", SCRIPT));
    files.put("uplot.css", PageFile.of(LIBRARY + "uPlot.min.css", STYLE));
  }

  /** The page itself. */
  public ResponseEntity<byte[]> page() {
    return answer(page, policyOfPage);
  }

  /** A file that the page uses. */
  Optional<ResponseEntity<byte[]>> find(String name) {
    return Optional.ofNullable(files.get(name)).map(file -> answer(file, POLICY));
  }

  private static ResponseEntity<byte[]> answer(PageFile file, String policy) {
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(file.type()))
        .cacheControl(CacheControl.maxAge(Duration.ZERO).mustRevalidate())
        // Weak, since the connector may compress what it tags.
        .eTag("W/\"" + file.tag() + "\"")
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .header("Content-Security-Policy", policy)
        .body(file.bytes());
  }
}
