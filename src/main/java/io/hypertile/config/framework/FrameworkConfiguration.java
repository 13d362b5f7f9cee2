package io.hypertile.config.framework;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * The framework's own configuration. It looks for entities and the like in the package of this
 * class, which has none: beside the application's class it would read every class of the server at
 * every start.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class FrameworkConfiguration {}
