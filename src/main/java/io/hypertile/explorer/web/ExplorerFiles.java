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
          "snippets",
          "typedvalues",
          "upload",
          "view");
  private static final String LIBRARY = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final String FRAMEWORK =
      "/META-INF/resources/_static/htm/3.1.1/preact/standalone.module.js";

  /** Scripts, styles, pictures, answers and forms of this server alone. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
          + "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  private final Map<String, PageFile> files = new LinkedHashMap<>();
  private final PageFile page = PageFile.of(OWN + "index.html", PAGE);

  /** Files that the class path has. */
  public ExplorerFiles() {
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
    return answer(page);
  }

  /** A file that the page uses. */
  Optional<ResponseEntity<byte[]>> find(String name) {
    return Optional.ofNullable(files.get(name)).map(ExplorerFiles::answer);
  }

  private static ResponseEntity<byte[]> answer(PageFile file) {
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(file.type()))
        .cacheControl(CacheControl.maxAge(Duration.ZERO).mustRevalidate())
        // Weak, since the connector may compress what it tags.
        .eTag("W/\"" + file.tag() + "\"")
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .header("Content-Security-Policy", POLICY)
        .body(file.bytes());
  }
}
