namespace KhmerCache.Generators.Tests;

public class StandingAlone
{
    /// <summary>Guards against a dependency that the package would have to ship beside the generator, where other generators ship theirs in other versions.</summary>
    [Fact]
    public void The_generator_needs_nothing_but_the_compiler_that_loads_it() => Assert.Subset(
        new HashSet<string?> { "netstandard", "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "System.Collections.Immutable" },
        typeof(DescriptorGenerator).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name).ToHashSet());
}
