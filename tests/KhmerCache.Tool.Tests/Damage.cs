namespace KhmerCache.Tool.Tests;

/// <summary>What disks, copies and people do to files.</summary>
internal static class Damage
{
    public static void Delete(string path) => File.Delete(path);

    /// <summary>Cuts the file in the middle.</summary>
    public static void Truncate(string path)
    {
        using var stream = File.OpenWrite(path);
        stream.SetLength(stream.Length / 2);
    }

    /// <summary>Leaves nothing of the file.</summary>
    public static void Empty(string path) => File.WriteAllBytes(path, []);

    /// <summary>Flips one bit, at a place in proportion to the file's length.</summary>
    public static void Flip(string path, double place)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[(int)(bytes.Length * place)] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>Does the damage of this name.</summary>
    public static void Do(string damage, string path)
    {
        switch (damage)
        {
            case "deleted":
                Delete(path);
                break;
            case "truncated":
                Truncate(path);
                break;
            case "emptied":
                Empty(path);
                break;
            case "flipped at its head":
                Flip(path, 0);
                break;
            case "flipped in the middle":
                Flip(path, 0.5);
                break;
            case "flipped near its end":
                Flip(path, 0.93);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(damage), damage, null);
        }
    }
}
