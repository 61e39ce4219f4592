namespace KhmerCache.Remote.Tests;

public class ReadingAddresses
{
    [Theory]
    [InlineData("s3://bucket", "bucket", "", "s3://bucket")]
    [InlineData("s3://bucket/", "bucket", "", "s3://bucket")]
    [InlineData("s3://bucket/a/b/", "bucket", "a/b/", "s3://bucket/a/b")]
    [InlineData("s3://my.bucket_1/a+b?region=eu-west-1", "my.bucket_1", "a+b/", "s3://my.bucket_1/a+b")]
    [InlineData("s3://bucket/%E1%9E%81%E1%9F%92%E1%9E%98%E1%9F%82%E1%9E%9A", "bucket", "ខ្មែរ/", "s3://bucket/ខ្មែរ")]
    [InlineData("s3://bucket/ខ្មែរ", "bucket", "ខ្មែរ/", "s3://bucket/ខ្មែរ")]
    [InlineData("az://account/container", "container", "", "az://account/container")]
    [InlineData("az://account/container/a/b", "container", "a/b/", "az://account/container/a/b")]
    public void Bucket_and_prefix_are_told_apart(string text, string container, string prefix, string shown)
    {
        var address = RemoteAddress.Parse(text);

        Assert.Equal((container, prefix, shown), (address.Container, address.Prefix, address.ToString()));
    }

    [Fact]
    public void The_query_has_settings_of_the_store_and_is_no_part_of_the_address_that_is_shown()
    {
        var address = RemoteAddress.Parse("s3://bucket/a?endpoint=http://localhost:9000&region=eu-west-1&path_style=false");

        Assert.Equal(("http://localhost:9000", "eu-west-1", "false"), (address.Settings["endpoint"], address.Settings["region"], address.Settings["path_style"]));
        Assert.Equal("s3://bucket/a", address.ToString());
    }

    [Theory]
    [InlineData("bucket/prefix", "it is no address")]
    [InlineData("ftp://host/path", "it is of another form")]
    [InlineData("az://account", "it is of another form")]
    [InlineData("file:///", "it is of another form")]
    [InlineData("s3://bucket:9000/a", "it has a port; write where the store is behind it: ?endpoint=http://host:port")]
    [InlineData("s3://bucket/a#1", "a '#' in a name is written %23")]
    [InlineData("s3://bucket/a?end_point=http://host", "its query has 'end_point', which is none of endpoint, region and path_style")]
    [InlineData("s3://bucket/a?endpoint=host:9000", "its endpoint is none")]
    [InlineData("s3://bucket/a?path_style=1", "its path_style is neither true nor false")]
    [InlineData("s3://bucket/a?region=", "its region is empty")]
    public void What_is_no_address_is_an_error_that_says_why(string text, string why)
    {
        var exception = Assert.Throws<KhmerCacheException>(() => RemoteAddress.Parse(text));

        Assert.Equal(DiagnosticCodes.Configuration, exception.Diagnostic.Code);
        Assert.Contains(why, exception.Message, StringComparison.Ordinal);
        Assert.Contains("Write s3://bucket/prefix, az://account/container/prefix or file:///mnt/share/prefix.", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>file://mnt/share is file:///mnt/share with a slash too few, and would be another folder.</summary>
    [SkippableFact]
    public void A_folder_has_no_host()
    {
        Skip.If(OperatingSystem.IsWindows(), "A host is a server of shares there.");

        Assert.Contains("'mnt' stands where the name of a host does", Assert.Throws<KhmerCacheException>(() => RemoteAddress.Parse("file://mnt/share")).Message, StringComparison.Ordinal);
    }

    /// <summary>Logs are read by many.</summary>
    [Theory]
    [InlineData("s3://key:SECRET@bucket/a")]
    [InlineData("s3://key:SEC/RET@bucket/a")]
    [InlineData("s3://key:SECRET@bucket/a?X-Amz-Signature=SECRET")]
    [InlineData("az://account/container?sv=2025&sig=SECRET")]
    [InlineData("az://account/container?SECRET")]
    [InlineData("https://account.blob.core.windows.net/container?sv=2025&sig=SECRET")]
    [InlineData("s3://bucket/a?endpoint=http://key:SECRET@host")]
    [InlineData("az://account/container?endpoint=https://host/?sig=SECRET")]
    public void A_credential_in_it_is_refused_and_not_shown(string text)
    {
        var message = Assert.Throws<KhmerCacheException>(() => RemoteAddress.Parse(text)).Message;

        Assert.DoesNotContain("SEC", message, StringComparison.Ordinal);
        Assert.DoesNotContain("RET", message, StringComparison.Ordinal);
    }
}
