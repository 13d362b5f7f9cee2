package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged jar says what is in it and whose that is. */
class NoticesIT {
  private static final String LIBRARIES = "BOOT-INF/lib/";
  private static final String NOTICES = "META-INF/THIRD-PARTY.txt";
  private static final String BILL = "META-INF/sbom/application.cdx.json";

  /** A line of the notices: licences, then in brackets group, artifact and version. */
  private static final Pattern LINE =
      Pattern.compile(
          "(?m)^ +\\((?<licence>[^)]+)\\).* \\((?<group>[^:()]+):(?<name>[^:]+):(?<version>[^ ]+) - [^()]*\\)$");

  /** A part of Spring Boot that its plugin adds, in the version of Spring Boot itself. */
  private static final Pattern OF_THE_PLUGIN = Pattern.compile("spring-boot-jarmode-tools-.*");

  /** Lists of dependencies without code, which the plugin leaves out of the jar. */
  private static final String LIST = "spring-boot-starter-";

  private static Set<String> libraries(JarFile jar) {
    return jar.stream()
        .map(JarEntry::getName)
        .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
        .map(name -> name.substring(LIBRARIES.length(), name.length() - ".jar".length()))
        .filter(name -> !OF_THE_PLUGIN.matcher(name).matches())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String text(JarFile jar, String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getJarEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theNoticesNameEveryLibraryAndItsLicence() throws IOException {
    try (JarFile jar = new JarFile(System.getProperty("hypertile.jar"))) {
      Set<String> named = new TreeSet<>();
      LINE.matcher(text(jar, NOTICES))
          .results()
          .forEach(line -> named.add(line.group("name") + "-" + line.group("version")));
      named.removeIf(name -> name.startsWith(LIST));
      assertThat(named).hasSizeGreaterThan(100).containsExactlyElementsOf(libraries(jar));
      assertThat(text(jar, NOTICES)).doesNotContainIgnoringCase("unknown license");
      assertThat(jar.getJarEntry("META-INF/LICENSE")).isNotNull();
    }
  }

  @Test
  void theBillOfMaterialsNamesEveryLibraryWithVersionDigestAndLicence() throws IOException {
    try (JarFile jar = new JarFile(System.getProperty("hypertile.jar"))) {
      JsonNode bill = JsonMapper.shared().readTree(text(jar, BILL));
      assertThat(bill.path("bomFormat").asString()).isEqualTo("CycloneDX");
      assertThat(bill.path("metadata").path("component").path("name").asString())
          .isEqualTo("hypertile");
      TreeMap<String, JsonNode> named = new TreeMap<>();
      for (JsonNode component : bill.path("components")) {
        named.put(
            component.path("name").asString() + "-" + component.path("version").asString(),
            component);
      }
      named.keySet().removeIf(name -> name.startsWith(LIST));
      assertThat(named.keySet()).containsExactlyElementsOf(libraries(jar));
      for (JsonNode component : named.values()) {
        String purl = component.path("purl").asString();
        assertThat(purl).startsWith("pkg:maven/");
        assertThat(component.path("licenses")).as(purl).isNotEmpty();
        assertThat(component.path("hashes")).as(purl).isNotEmpty();
      }
    }
  }

  @Test
  void theManifestLeadsToTheBillOfMaterials() throws IOException {
    try (JarFile jar = new JarFile(System.getProperty("hypertile.jar"))) {
      List<String> place =
          List.of(
              jar.getManifest().getMainAttributes().getValue("Sbom-Location"),
              jar.getManifest().getMainAttributes().getValue("Sbom-Format"));
      assertThat(place).containsExactly("META-INF/sbom/application.cdx.json", "CycloneDX");
    }
  }
}
