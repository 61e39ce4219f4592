using System.Buffers.Binary;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace KhmerCache.Packages.Tests;

[Collection(PackagesCollection.Name)]
public partial class WhatThePackagesSayOfThemselves(PackedPackages packages)
{
    private const string Home = "https://github.com/khmercache/khmercache";

    [Theory]
    [MemberData(nameof(PackedPackages.Names), MemberType = typeof(PackedPackages))]
    public void Licence_home_and_release_notes_are_named(string package)
    {
        var metadata = MetadataOf(package);

        Assert.Equal("MIT", metadata["license"].Value);
        Assert.Equal("expression", metadata["license"].Attribute("type")?.Value);
        Assert.Equal(Home, metadata["projectUrl"].Value);
        Assert.Equal(Home, metadata["repository"].Attribute("url")?.Value);
        Assert.Equal("git", metadata["repository"].Attribute("type")?.Value);
        Assert.Equal(Home + "/blob/main/CHANGELOG.md", metadata["releaseNotes"].Value);
        Assert.NotEmpty(metadata["description"].Value);
    }

    /// <summary>A page of a package has no repository around it: a relative link would lead nowhere.</summary>
    [Theory]
    [MemberData(nameof(PackedPackages.Names), MemberType = typeof(PackedPackages))]
    public void The_readme_is_the_packages_own_and_its_links_lead_to_files_of_the_repository(string package)
    {
        var readme = packages.Open(package).TextOf(MetadataOf(package)["readme"].Value);
        var links = Link.Matches(readme).Select(link => link.Groups[1].Value).ToList();

        Assert.StartsWith($"# {package}\n", readme, StringComparison.Ordinal);
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.StartsWith(Home, link, StringComparison.Ordinal));
        Assert.All(
            links.Where(link => link.StartsWith(Home + "/blob/main/", StringComparison.Ordinal)),
            link => Assert.True(File.Exists(Path.Combine(PackedPackages.Repository, link[(Home + "/blob/main/").Length..])), link));
    }

    [Theory]
    [MemberData(nameof(PackedPackages.Names), MemberType = typeof(PackedPackages))]
    public void The_icon_is_a_png_of_128_pixels(string package)
    {
        var icon = packages.Open(package).BytesOf(MetadataOf(package)["icon"].Value);

        Assert.Equal("PNG\r\n\u001a\n"u8.ToArray(), icon[1..8]);
        Assert.Equal((128, 128), (BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(20))));
    }

    [GeneratedRegex(@"\]\(([^)]*)\)")]
    private static partial Regex Link { get; }

    private Dictionary<string, XElement> MetadataOf(string package) =>
        XDocument.Parse(packages.Open(package).TextOf(package + ".nuspec")).Root!.Elements().Single().Elements().ToDictionary(element => element.Name.LocalName);
}
