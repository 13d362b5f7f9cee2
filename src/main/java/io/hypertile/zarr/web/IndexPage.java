package io.hypertile.zarr.web;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.web.util.HtmlUtils;

/**
 * The page of a node, in the form of lists of directories that Apache makes: programs that read
 * Zarr over HTTP list nodes by it.
 */
final class IndexPage {
  /** Most links of a page. */
  static final int MOST = 10_000;

  /** The type of pages. */
  static final String TYPE = "text/html;charset=utf-8";

  private IndexPage() {}

  /**
   * A page.
   *
   * @param path the path of the request, percent-encoded, as its client reaches it
   * @param links segments of what is right below, percent-encoded; those of nodes end in a slash
   * @param isWhole whether there is nothing else
   */
  static byte[] of(String path, List<String> links, boolean isWhole) {
    boolean ends = path.endsWith("/");
    String title = "Index of " + HtmlUtils.htmlEscape(ends ? path : path + "/", "UTF-8");
    StringBuilder page = new StringBuilder(256 + 64 * links.size());
    page.append("<!DOCTYPE html>\n<html><head><title>").append(title).append("</title>");
    if (!ends) {
      // Browsers count relative links from the last slash.
      String last = path.substring(path.lastIndexOf('/') + 1);
      page.append("<base href=\"").append(quoted(last)).append("/\">");
    }
    page.append("</head>\n<body><h1>").append(title).append("</h1>\n<pre>\n");
    for (String link : links) {
      String plain = quoted(link);
      page.append("<a href=\"").append(plain).append("\">").append(plain).append("</a>\n");
    }
    page.append("</pre>\n");
    if (!isWhole) {
      page.append("<p>There are more than are shown here.</p>\n");
    }
    return page.append("</body></html>\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A segment within quotes of either kind. */
  private static String quoted(String segment) {
    return HtmlUtils.htmlEscape(segment.replace("'", "%27"), "UTF-8");
  }
}
