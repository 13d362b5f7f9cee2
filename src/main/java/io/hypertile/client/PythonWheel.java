package io.hypertile.client;

import io.hypertile.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A package of Python in the form that {@code pip} installs: a ZIP archive of modules and of what
 * is told about them (the packaging specifications of binary distributions, version 1.0). The same
 * files give the same bytes. Immutable; the bytes are shared and must not be changed.
 *
 * @param name name of the file, which tells name and version of the package
 * @param bytes the archive
 */
public record PythonWheel(String name, byte[] bytes) {
  private static final String TAG = "py3-none-any";
  private static final LocalDateTime MADE = LocalDateTime.of(2020, 1, 1, 0, 0);
  private static final String WHEEL =
      """
      Wheel-Version: 1.0
      Generator: hypertile
      Root-Is-Purelib: true
      Tag: %s
      """
          .formatted(TAG);

  /**
   * Packs modules.
   *
   * @param modules files by their paths below the root of the package's modules
   * @param metadata names, version and needs of the package, with headers as in mail
   * @param entryPoints what the package offers to others
   * @throws IllegalArgumentException if the metadata names no package or no version
   */
  public static PythonWheel of(Map<String, byte[]> modules, String metadata, String entryPoints) {
    String base = header(metadata, "Name") + "-" + header(metadata, "Version");
    String about = base + ".dist-info/";
    SortedMap<String, byte[]> files = new TreeMap<>(modules);
    files.put(about + "METADATA", utf8(metadata));
    files.put(about + "WHEEL", utf8(WHEEL));
    files.put(about + "entry_points.txt", utf8(entryPoints));
    StringBuilder list = new StringBuilder();
    files.forEach((path, content) ->
        list.append("%s,sha256=%s,%d\n".formatted(path, digest(content), content.length)));
    list.append(about).append("RECORD,,\n");
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(archive, StandardCharsets.UTF_8)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        put(zip, file.getKey(), file.getValue());
      }
      put(zip, about + "RECORD", utf8(list.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PythonWheel(base + "-" + TAG + ".whl", archive.toByteArray());
  }

  /** Tag of the bytes, for caches. */
  public String tag() {
    return digest(bytes).substring(0, 22);
  }

  /** A header of metadata, by its name. */
  private static String header(String metadata, String name) {
    return metadata
        .lines()
        .takeWhile(line -> !line.isBlank())
        .filter(line -> line.startsWith(name + ": "))
        .findFirst()
        .map(line -> line.substring(name.length() + 2).strip())
        .orElseThrow(() -> new IllegalArgumentException("the metadata has no " + name));
  }

  private static void put(ZipOutputStream zip, String path, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(path);
    entry.setTimeLocal(MADE);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String digest(byte[] content) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(content));
  }
}
