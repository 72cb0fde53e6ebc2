package org.featureflow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Arrows between packages point one way: a package may use those before it in the list, never those after it. */
class PackageArrowsTest {
    private static final String ROOT = "org.featureflow.";
    private static final List<String> ORDER = List.of(
            "engine",
            "nn",
            "flow",
            "data",
            "cost",
            "io",
            "regularize",
            "train",
            "sparsity",
            "prune",
            "benchmark",
            "experiment",
            "sweep",
            "compare",
            "report",
            "notebook",
            "cli");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.featureflow");

    @Test
    void noPackageUsesALaterOne() {
        for (int i = 0; i + 1 < ORDER.size(); i++) {
            String[] later = ORDER.subList(i + 1, ORDER.size()).stream()
                    .map(p -> ROOT + p + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + ORDER.get(i) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(later)
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void everyPackageIsInTheOrder() {
        Set<String> packages = CLASSES.stream()
                .map(c -> c.getPackageName())
                .filter(p -> p.startsWith(ROOT))
                .map(p -> p.substring(ROOT.length()).split("\\.")[0])
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(ORDER).containsAll(packages);
    }

    /** The engine's internals change between releases; one package adapts to them. */
    @Test
    void onlyTheEnginePackageTouchesPyTorchInternals() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "engine..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl.pytorch..")
                .check(CLASSES);
    }

    @Test
    void onlyReportsAndNotebooksDrawAndTabulate() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "report..", ROOT + "notebook..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.knowm.xchart..", "tech.tablesaw..")
                .check(CLASSES);
    }
}
