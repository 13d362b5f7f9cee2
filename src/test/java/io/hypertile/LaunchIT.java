package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** An older Java runs the packaged jar far enough to say which Java it needs. */
class LaunchIT {
  private static final String CLASSES = "BOOT-INF/classes/";
  private static final String LAUNCHER = "io/hypertile/launch/Launch";

  /** Major version of class files of Java 17 (Java Virtual Machine Specification, table 4.1-A). */
  private static final int JAVA_17 = 61;

  private static final int MAGIC = 0xCAFEBABE;

  private static JarFile jar() throws IOException {
    return new JarFile(System.getProperty("hypertile.jar"));
  }

  /** The major version of a class file (Java Virtual Machine Specification, 4.1). */
  private static int major(JarFile jar, String name) throws IOException {
    try (DataInputStream file = new DataInputStream(jar.getInputStream(jar.getJarEntry(name)))) {
      assertThat(file.readInt()).as(name).isEqualTo(MAGIC);
      file.readUnsignedShort();
      return file.readUnsignedShort();
    }
  }

  private static List<String> classes(JarFile jar, String directory) {
    return jar.stream()
        .map(JarEntry::getName)
        .filter(name -> name.startsWith(directory) && name.endsWith(".class"))
        .toList();
  }

  @Test
  void theLauncherIsOfJava17() throws IOException {
    try (JarFile jar = jar()) {
      List<String> launcher = classes(jar, "io/hypertile/launch/");
      assertThat(launcher).contains(LAUNCHER + ".class");
      for (String name : launcher) {
        assertThat(major(jar, name)).as(name).isEqualTo(JAVA_17);
      }
    }
  }

  /** The class that Java starts is the launcher, which starts the loader of the classes within. */
  @Test
  void theManifestLeadsToTheLauncher() throws IOException {
    try (JarFile jar = jar()) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Main-Class").replace('.', '/')).isEqualTo(LAUNCHER);
      List<String> loader = classes(jar, "org/springframework/boot/loader/");
      assertThat(loader).contains("org/springframework/boot/loader/launch/JarLauncher.class");
      for (String name : loader) {
        assertThat(major(jar, name)).as(name).isLessThanOrEqualTo(JAVA_17);
      }
      assertThat(manifest.getValue("Spring-Boot-Classes")).isEqualTo(CLASSES);
      assertThat(manifest.getValue("Start-Class")).isEqualTo(HypertileApplication.class.getName());
      assertThat(manifest.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
      assertThat(classes(jar, "io/hypertile/"))
          .as("classes that two loaders could define")
          .allMatch(name -> name.matches("io/hypertile/(launch|restart)/[^/]+"));
    }
  }
}
