package org.featureflow.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A data set that goes by a name. A new one is one entry of {@link #all()}, and then appears on the command line by itself.
 *
 * @param name what users type
 * @param title what it is, in a few words
 * @param folder the folder its official archive unpacks to
 * @param archive what {@code data-scripts/Fetch.java} calls the archive it comes in
 * @param isAt whether a folder holds it
 * @param reader reads such a folder
 */
public record KnownSet(
        String name,
        String title,
        String folder,
        String archive,
        Predicate<Path> isAt,
        Function<Path, DataSet> reader) {
    private static final List<KnownSet> ALL = List.of(
            new KnownSet(
                    "cifar10",
                    "60,000 photographs of 32×32 in 10 classes",
                    Cifar10.FOLDER,
                    "cifar10",
                    Cifar10::isAt,
                    Cifar10::read),
            new KnownSet(
                    "cifar100",
                    "60,000 photographs of 32×32 in 100 classes",
                    Cifar100.FOLDER,
                    "cifar100",
                    Cifar100::isAt,
                    Cifar100::read),
            new KnownSet(
                    "cifar100-coarse",
                    "the same with their 20 groups as classes",
                    Cifar100.FOLDER,
                    "cifar100",
                    Cifar100::isAt,
                    folder -> Cifar100.read(folder, Cifar100.Labels.COARSE)),
            new KnownSet(
                    "tiny-imagenet",
                    "110,000 photographs of 64×64 in 200 classes",
                    TinyImageNet.FOLDER,
                    "tiny-imagenet",
                    TinyImageNet::isAt,
                    TinyImageNet::read));

    /**
     * Every set that is downloaded.
     *
     * @return the sets, in the order help lists them
     */
    public static List<KnownSet> all() {
        return ALL;
    }

    /**
     * The set of a name.
     *
     * @param name as users type it
     * @return empty if there is none of this name
     */
    public static Optional<KnownSet> named(String name) {
        return ALL.stream().filter(set -> set.name.equals(name)).findFirst();
    }

    /**
     * Where the set lies, if it does.
     *
     * @param locations where to look
     * @return the first folder that holds it
     */
    public Optional<Path> find(DataLocations locations) {
        return locations.roots().stream()
                .flatMap(root -> List.of(root.resolve(folder), root).stream())
                .filter(isAt)
                .findFirst();
    }
}
