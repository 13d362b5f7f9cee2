package io.hypertile.chart;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.hypertile.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.FileSystemUtils;
import org.yaml.snakeyaml.Yaml;

/** The chart of this repository, rendered by Helm itself. */
final class Chart {
  static final Path DIRECTORY =
      Path.of(System.getProperty("hypertile.basedir", "."), "helm", "hypertile").toAbsolutePath();
  private static final Gson GSON = new Gson();

  private Chart() {}

  /** What {@code helm lint --strict} says. */
  static LintResult lint() {
    return new Helm(DIRECTORY).lint().strict().call();
  }

  /**
   * The manifests that a release {@code r} in the namespace {@code n} would have, hooks included.
   *
   * @param values a values file's text, over the chart's own
   * @throws RuntimeException with Helm's message when values or templates refuse them
   */
  static Manifests render(String values) {
    try (TemporaryDirectory temporary = TemporaryDirectory.create("chart")) {
      Path copy = withoutHooks(temporary.path().resolve("hypertile"));
      Path file = Files.writeString(temporary.path().resolve("values.yaml"), values);
      TemplateCommand command =
          new Helm(copy)
              .template()
              .withName("r")
              .withNamespace("n")
              .withKubeVersion("1.31.0")
              .withValuesFile(file);
      return new Manifests(documents(command.call()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A copy whose hooks are plain manifests: the library leaves hooks out of what it renders. */
  private static Path withoutHooks(Path copy) throws IOException {
    FileSystemUtils.copyRecursively(DIRECTORY, copy);
    Path hook = copy.resolve("templates/tests/health.yaml");
    String text = Files.readString(hook);
    Files.writeString(hook, text.replaceAll("(?m)^ +helm\\.sh/hook.*\n", ""));
    return copy;
  }

  /** A YAML text as JSON. */
  static JsonElement json(String yaml) {
    return GSON.toJsonTree(new Yaml().<Object>load(yaml));
  }

  private static List<JsonObject> documents(String yaml) {
    List<JsonObject> documents = new ArrayList<>();
    for (Object document : new Yaml().loadAll(yaml)) {
      if (document != null) {
        documents.add(GSON.toJsonTree(document).getAsJsonObject());
      }
    }
    return documents;
  }
}
