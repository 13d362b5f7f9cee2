package io.hypertile.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredJarsTest {
  private static final byte[] NAMES = "a name\n".repeat(500).getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;

  private static void write(Path jar) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("META-INF/"));
      zip.closeEntry();
      zip.putNextEntry(new ZipEntry(JarFile.MANIFEST_NAME));
      zip.write("Manifest-Version: 1.0\nMain-Class: a.B\n".getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
      zip.putNextEntry(new ZipEntry("names.txt"));
      zip.write(NAMES);
      zip.closeEntry();
      zip.putNextEntry(new ZipEntry("empty"));
      zip.closeEntry();
    }
  }

  @Test
  void entriesAreTheSameAndNotCompressed() throws IOException {
    Path program = directory.resolve("hypertile.jar");
    Path library = Files.createDirectory(directory.resolve("lib")).resolve("a.jar");
    write(program);
    write(library);
    Path other = directory.resolve("other.jar");
    write(other);
    byte[] before = Files.readAllBytes(other);
    Files.writeString(directory.resolve("made-for"), "no jar");
    StoredJars.within(directory, file -> !file.endsWith("other.jar"));
    for (Path jar : List.of(program, library)) {
      List<String> names = new ArrayList<>();
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        for (ZipEntry entry : Collections.list(zip.entries())) {
          names.add(entry.getName());
          assertThat(entry.getMethod()).as(entry.getName()).isEqualTo(ZipEntry.STORED);
        }
        try (InputStream in = zip.getInputStream(zip.getEntry("names.txt"))) {
          assertThat(in.readAllBytes()).isEqualTo(NAMES);
        }
      }
      assertThat(names).containsExactly("META-INF/", JarFile.MANIFEST_NAME, "names.txt", "empty");
      try (JarFile opened = new JarFile(jar.toFile())) {
        assertThat(opened.getManifest().getMainAttributes().getValue("Main-Class"))
            .isEqualTo("a.B");
      }
    }
    assertThat(other).hasBinaryContent(before);
    assertThat(directory.resolve("made-for")).hasContent("no jar");
    assertThat(directory.resolve("lib")).isDirectoryNotContaining("glob:**.stored");
  }

  @Test
  void aFileThatIsNoJarIsAFailure() throws IOException {
    Files.writeString(directory.resolve("x.jar"), "no jar");
    assertThatThrownBy(() -> StoredJars.within(directory, file -> true))
        .isInstanceOf(ZipException.class);
  }
}
