using System.Buffers.Binary;
using System.Text;

namespace KhmerCache.Tool.Tests.Hostile;

/// <summary>
/// A copy of a font with something wrong in it: the same number gives the same bytes, everywhere and always. Half of the copies are as damage leaves them;
/// the others have the right checksums for their wrong bytes, as somebody would write them who means harm.
/// </summary>
/// <param name="Number">Which copy.</param>
/// <param name="Font">The font that it was made from, as an index.</param>
/// <param name="Kind">What was done to it.</param>
/// <param name="IsSealed">Whether its checksums are right.</param>
/// <param name="Table">The table that was aimed at, or an empty text.</param>
/// <param name="Bytes">The file.</param>
internal sealed record FontMutation(int Number, int Font, string Kind, bool IsSealed, string Table, byte[] Bytes)
{
    /// <summary>What a message calls it.</summary>
    public override string ToString() => $"mutation {Number}, {Kind}{(IsSealed ? " with right checksums" : "")}{(Table.Length > 0 ? $", in '{Table}'" : "")}";

    private const int HeaderLength = 12;
    private const int RecordLength = 16;

    private static readonly string[] Targets = ["GSUB", "GPOS", "GDEF", "glyf", "loca", "CFF ", "cmap", "hmtx", "head", "maxp", "hhea"];

    private static readonly (string Kind, Func<Work, string> Do)[] Kinds =
    [
        ("few bits", work => FlipBits(work, 0, work.Bytes.Length, work.Between(1, 9))),
        ("many bits", work => FlipBits(work, 0, work.Bytes.Length, work.Between(64, 4096))),
        ("bits of the directory", work => FlipBits(work, 0, HeaderLength + work.Tables * RecordLength, work.Between(1, 5))),
        ("bits of a table", FlipBitsOfTable),
        ("extreme words in a table", SetWords),
        ("cut", Cut),
        ("a table cut", CutTable),
        ("tables exchanged", Exchange),
        ("an entry changed", ChangeEntry),
        ("a table of another font", TakeTable),
        ("a range filled", Fill),
        ("a table filled", FillTable),
    ];

    /// <summary>How many ways to mutate there are, sealed and not.</summary>
    public static int Ways => 2 * Kinds.Length;

    /// <summary>The copy of a number, of one of the fonts.</summary>
    public static FontMutation Create(int number, IReadOnlyList<byte[]> fonts)
    {
        var random = new Random(number);
        var font = number % fonts.Count;
        var way = number / fonts.Count % Ways;
        var (kind, mutate) = Kinds[way / 2];
        var work = new Work([.. fonts[font]], fonts[random.Next(fonts.Count)], random);
        var table = mutate(work);
        var isSealed = way % 2 == 1;
        return new FontMutation(number, font, kind, isSealed, table, isSealed ? FontFile.Seal(work.Bytes) : work.Bytes);
    }

    private static string FlipBits(Work work, int start, int length, int count)
    {
        for (var i = 0; i < count && length > 0; i++)
        {
            work.Bytes[start + work.Random.Next(length)] ^= (byte)(1 << work.Random.Next(8));
        }

        return "";
    }

    private static string FlipBitsOfTable(Work work)
    {
        var (tag, _, offset, length) = work.AnyTarget();
        FlipBits(work, offset, length, work.Between(1, 17));
        return tag;
    }

    private static string SetWords(Work work)
    {
        ReadOnlySpan<ushort> extremes = [0, 1, 2, 0x7F, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF];
        var (tag, _, offset, length) = work.AnyTarget();

        // The counts and offsets at the beginning steer most of what follows.
        var reach = work.Random.Next(3) == 0 ? length : Math.Min(length, 256);
        for (var i = work.Between(1, 9); i > 0 && reach >= 2; i--)
        {
            var place = work.Bytes.AsSpan(offset + work.Random.Next(reach / 2) * 2, 2);
            var value = BinaryPrimitives.ReadUInt16BigEndian(place);
            BinaryPrimitives.WriteUInt16BigEndian(place, work.Random.Next(4) switch
            {
                0 => (ushort)(value + 1),
                1 => (ushort)(value - 1),
                _ => extremes[work.Random.Next(extremes.Length)],
            });
        }

        return tag;
    }

    private static string Cut(Work work)
    {
        // Near either end as often as anywhere.
        var length = work.Random.Next(3) switch
        {
            0 => work.Random.Next(work.Bytes.Length),
            1 => work.Bytes.Length - work.Between(1, 5000),
            _ => work.Between(0, 2000),
        };
        work.Bytes = work.Bytes[..length];
        return "";
    }

    private static string CutTable(Work work)
    {
        var (tag, index, _, length) = work.AnyTarget();
        var shorter = work.Random.Next(3) == 0 ? work.Random.Next(Math.Min(length, 64)) : work.Random.Next(length);
        BinaryPrimitives.WriteUInt32BigEndian(work.Record(index)[12..], (uint)shorter);
        return tag;
    }

    private static string Exchange(Work work)
    {
        var (left, right) = (work.Random.Next(work.Tables), work.Random.Next(work.Tables));
        var tags = work.TagAt(left) + " " + work.TagAt(right);

        // The tags alone, or all that is said of the tables: where they lie, how long they are, their checksums.
        var (start, length) = work.Random.Next(2) == 0 ? (0, 4) : (8, 8);
        var kept = work.Record(left).Slice(start, length).ToArray();
        work.Record(right).Slice(start, length).CopyTo(work.Record(left)[start..]);
        kept.CopyTo(work.Record(right)[start..]);
        return tags;
    }

    private static string ChangeEntry(Work work)
    {
        var (tag, index, offset, length) = work.AnyTarget();
        var field = work.Random.Next(2) == 0 ? 8 : 12;
        var value = field == 8 ? offset : length;
        var changed = work.Random.Next(5) switch
        {
            0 => value + work.Between(-8, 9),
            1 => value + work.Between(-2000, 2001),
            2 => 0,
            3 => work.Random.Next(),
            _ => -work.Between(1, 70_000),
        };
        BinaryPrimitives.WriteUInt32BigEndian(work.Record(index)[field..], (uint)changed);
        return tag;
    }

    private static string TakeTable(Work work)
    {
        var tag = Targets[work.Random.Next(Targets.Length)];
        var other = new Work(work.Other, [], work.Random);
        var (own, foreign) = (work.IndexOf(tag), other.IndexOf(tag));
        if (own >= 0 && foreign >= 0)
        {
            var table = work.Other.AsSpan((int)other.Read(foreign, 8), (int)other.Read(foreign, 12));
            var padded = (work.Bytes.Length + 3) / 4 * 4;
            BinaryPrimitives.WriteUInt32BigEndian(work.Record(own)[8..], (uint)padded);
            BinaryPrimitives.WriteUInt32BigEndian(work.Record(own)[12..], (uint)table.Length);
            work.Bytes = [.. work.Bytes, .. new byte[padded - work.Bytes.Length], .. table, .. new byte[(4 - table.Length % 4) % 4]];
        }

        return tag;
    }

    private static string Fill(Work work)
    {
        var start = work.Random.Next(work.Bytes.Length);
        var length = Math.Min(work.Bytes.Length - start, 1 << work.Between(0, 17));
        work.Bytes.AsSpan(start, length).Fill(work.Random.Next(2) == 0 ? (byte)0 : (byte)0xFF);
        return "";
    }

    private static string FillTable(Work work)
    {
        var (tag, _, offset, length) = work.AnyTarget();
        var start = work.Random.Next(2) == 0 ? 0 : work.Random.Next(length);
        var filled = work.Random.Next(2) == 0 ? length - start : Math.Min(length - start, work.Between(1, 65));
        work.Bytes.AsSpan(offset + start, filled).Fill(work.Random.Next(2) == 0 ? (byte)0 : (byte)0xFF);
        return tag;
    }

    /// <summary>A copy in the making.</summary>
    private sealed class Work(byte[] bytes, byte[] other, Random random)
    {
        public byte[] Bytes { get; set; } = bytes;

        public byte[] Other => other;

        public Random Random => random;

        public int Tables => BinaryPrimitives.ReadUInt16BigEndian(Bytes.AsSpan(4));

        public int Between(int from, int to) => random.Next(from, to);

        public Span<byte> Record(int index) => Bytes.AsSpan(HeaderLength + index * RecordLength, RecordLength);

        public uint Read(int index, int field) => BinaryPrimitives.ReadUInt32BigEndian(Record(index)[field..]);

        public string TagAt(int index) => Encoding.ASCII.GetString(Record(index)[..4]);

        public int IndexOf(string tag) => Enumerable.Range(0, Tables).FirstOrDefault(index => TagAt(index) == tag, -1);

        public (string Tag, int Index, int Offset, int Length) AnyTarget()
        {
            int[] present = [.. Targets.Select(IndexOf).Where(place => place >= 0)];
            var index = present[random.Next(present.Length)];
            return (TagAt(index), index, (int)Read(index, 8), (int)Read(index, 12));
        }
    }
}
