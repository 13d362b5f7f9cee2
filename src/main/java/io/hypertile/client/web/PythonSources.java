package io.hypertile.client.web;

import io.hypertile.client.PythonWheel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;

/** The Python package among the resources of the server, as the build puts it there. */
final class PythonSources {
  private static final String ROOT = "python/";
  private static final String MODULES = "hypertile/";

  private PythonSources() {}

  /**
   * Reads the package and packs it.
   *
   * @throws IOException if it is not among the resources
   */
  static PythonWheel wheel(ResourcePatternResolver resources) throws IOException {
    SortedMap<String, byte[]> modules = new TreeMap<>();
    for (Resource file : resources.getResources("classpath:" + ROOT + MODULES + "*")) {
      String name = file.getFilename();
      if (name != null && (name.endsWith(".py") || name.equals("py.typed"))) {
        modules.put(MODULES + name, file.getContentAsByteArray());
      }
    }
    String metadata = text(resources, "wheel/METADATA") + "\n" + text(resources, "README.md");
    return PythonWheel.of(modules, metadata, text(resources, "wheel/entry_points.txt"));
  }

  private static String text(ResourcePatternResolver resources, String path) throws IOException {
    return resources
        .getResource("classpath:" + ROOT + path)
        .getContentAsString(StandardCharsets.UTF_8);
  }
}
