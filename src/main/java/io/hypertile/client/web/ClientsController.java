package io.hypertile.client.web;

import io.hypertile.client.PythonWheel;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.ServedPaths;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/**
 * Packages for clients, made when the first one is asked for: what {@code pip install} takes, and a
 * page that names them as indexes of packages do. Thread-safe.
 */
@Hidden
@RestController
final class ClientsController {
  private static final MediaType WHEEL = MediaType.parseMediaType("application/zip");
  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>Clients of Hypertile</title>
      <style>body {font: 16px/1.5 sans-serif; max-width: 44em; margin: 2em auto; padding: 0 1em}
      pre {background: #eee; color: #111; padding: .7em; overflow: auto}</style>
      <h1>Clients of Hypertile</h1>
      <p>Python: <a href="%1$s">%2$s</a>
      <pre>pip install '%3$s%1$s'</pre>
      <p>With xarray, dask, Arrow and pandas:
      <pre>pip install 'hypertile[all] @ %3$s%1$s'</pre>
      </html>
      """;

  private final ResourcePatternResolver resources;
  private volatile @Nullable PythonWheel made;

  ClientsController(ResourcePatternResolver resources) {
    this.resources = resources;
  }

  /** The list of the packages, without a slash at its end. */
  @GetMapping("/clients")
  ResponseEntity<Void> index(HttpServletRequest request) {
    return ResponseEntity.status(HttpStatus.FOUND)
        .header(HttpHeaders.LOCATION, ServedPaths.address(request, ClientRoutes.INDEX))
        .build();
  }

  /** The list of the packages, as a page with commands. */
  @GetMapping(ClientRoutes.INDEX)
  ResponseEntity<byte[]> list(HttpServletRequest request) {
    PythonWheel wheel = wheel();
    String url = request.getRequestURL().toString();
    String origin = url.substring(0, url.length() - request.getRequestURI().length());
    String page =
        PAGE.formatted(
            ServedPaths.address(request, ClientRoutes.INDEX + wheel.name()),
            wheel.name(),
            HtmlUtils.htmlEscape(origin));
    return ResponseEntity.ok()
        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
        .cacheControl(CacheControl.noCache())
        .header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
        .body(page.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A package.
   *
   * @throws ServiceException {@code not-found} if the server has no file of this name
   */
  @GetMapping(ClientRoutes.FILE)
  ResponseEntity<byte[]> file(@PathVariable String file) {
    PythonWheel wheel = wheel();
    if (!wheel.name().equals(file)) {
      throw new ServiceException(
          ErrorCode.NOT_FOUND,
          "There is no package of this name; " + ClientRoutes.INDEX + " lists what there is.",
          Map.of("file", file),
          null);
    }
    return ResponseEntity.ok()
        .contentType(WHEEL)
        .cacheControl(CacheControl.noCache())
        .eTag(wheel.tag())
        .body(wheel.bytes());
  }

  /** Two requests at once may both make it: the bytes are the same. */
  private PythonWheel wheel() {
    PythonWheel known = made;
    if (known == null) {
      try {
        known = PythonSources.wheel(resources);
      } catch (IOException e) {
        throw new UncheckedIOException("the Python package is not among the resources", e);
      }
      made = known;
    }
    return known;
  }
}
