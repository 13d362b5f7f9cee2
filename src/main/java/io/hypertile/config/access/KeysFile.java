package io.hypertile.config.access;

import io.hypertile.config.DataSizes;
import io.hypertile.reload.UnfitFileException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The form of a file of keys: what {@code --hypertile.make-key} prints, with any number of keys and
 * no other setting. A file that may be half written is refused: one that does not end with a line,
 * or names no list of keys. Immutable.
 *
 * @param validator rules of the members
 */
record KeysFile(Validator validator) {
  private static final String NAME = "hypertile.security.api-keys";
  private static final ConfigurationPropertyName LIST = ConfigurationPropertyName.of(NAME);
  private static final ConversionService CONVERSIONS = conversions();

  /** Sizes are read here as they are in other settings. */
  private static ConversionService conversions() {
    ApplicationConversionService conversions = new ApplicationConversionService();
    conversions.addConverter(new DataSizes());
    return conversions;
  }

  /** The keys in these bytes. */
  List<SecurityProperties.Key> parse(byte[] content) throws UnfitFileException {
    requireWhole(content);
    List<PropertySource<?>> sources = load(content);
    requireKeysAlone(sources);
    List<SecurityProperties.Key> keys = bind(sources);
    for (int i = 0; i < keys.size(); i++) {
      Optional<ConstraintViolation<SecurityProperties.Key>> wrong =
          validator.validate(keys.get(i)).stream().findFirst();
      if (wrong.isPresent()) {
        String rule = wrong.get().getPropertyPath() + " " + wrong.get().getMessage();
        throw new UnfitFileException("has a wrong key: " + NAME + "[" + i + "]." + rule);
      }
    }
    Optional<String> twice = SecurityProperties.Key.twice(keys);
    if (twice.isPresent()) {
      throw new UnfitFileException("has one key twice: " + twice.get());
    }
    return keys;
  }

  private static void requireWhole(byte[] content) throws UnfitFileException {
    if (content.length == 0) {
      throw new UnfitFileException("is empty");
    }
    if (content[content.length - 1] != '\n') {
      throw new UnfitFileException("does not end with a line, so it may be half written");
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
    } catch (CharacterCodingException e) {
      throw new UnfitFileException("is not UTF-8");
    }
  }

  private static List<PropertySource<?>> load(byte[] content) throws UnfitFileException {
    try {
      return new YamlPropertySourceLoader().load("keys", new ByteArrayResource(content));
    } catch (IOException | YAMLException | IllegalArgumentException | IllegalStateException e) {
      String[] lines = String.valueOf(e.getMessage()).split("\n", 3);
      throw new UnfitFileException(
          "is not YAML: " + lines[0] + (lines.length > 1 ? lines[1].stripTrailing() : ""));
    }
  }

  private static void requireKeysAlone(List<PropertySource<?>> sources) throws UnfitFileException {
    boolean found = false;
    for (PropertySource<?> source : sources) {
      for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
        ConfigurationPropertyName known = ConfigurationPropertyName.adapt(name, '.');
        boolean above = known.isAncestorOf(LIST) && "".equals(source.getProperty(name));
        if (!above && !LIST.equals(known) && !LIST.isAncestorOf(known)) {
          throw new UnfitFileException("may hold " + NAME + " alone, not " + name);
        }
        found |= !above;
      }
    }
    if (!found) {
      throw new UnfitFileException("has no " + NAME + "; an empty list ([]) means no keys");
    }
  }

  private static List<SecurityProperties.Key> bind(List<PropertySource<?>> sources)
      throws UnfitFileException {
    try {
      return new Binder(ConfigurationPropertySources.from(sources), null, CONVERSIONS)
          .bind(
              LIST,
              Bindable.listOf(SecurityProperties.Key.class),
              new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
          .orElseGet(List::of);
    } catch (BindException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UnfitFileException(
          "has a wrong member: " + e.getName() + ", " + cause.getMessage());
    }
  }
}
