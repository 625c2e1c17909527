using System.Buffers.Binary;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Sandboxes.Agent.Protocol;

/// <summary>
/// Records of one direction: a length in two bytes, then ChaCha20-Poly1305 (RFC 8439) under a nonce that counts them. So none can be changed, left out, repeated or
/// moved without the next one failing; and after one that failed none is opened any more.
/// </summary>
public sealed class RecordCipher(byte[] key)
{
    public const int KeyBytes = 32;
    public const int TagBytes = 16;
    public const int HeaderBytes = 2;

    /// <summary>Plain bytes in one record.</summary>
    public const int MostPlainBytes = 16 << 10;

    /// <summary>A whole record.</summary>
    public const int MostBytes = HeaderBytes + MostPlainBytes + TagBytes;

    private const int NonceBytes = 12;
    private readonly ChaCha20Poly1305 _cipher = new();
    private readonly KeyParameter _key = new(key);
    private readonly byte[] _nonce = new byte[NonceBytes];
    private ulong _count;
    private bool _isBroken;

    /// <summary>The length of the record that begins here, header included. 0: not enough is there to tell. Negative: it is no record.</summary>
    public static int Length(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes)
        {
            return 0;
        }

        var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        return length is > TagBytes and <= MostPlainBytes + TagBytes ? HeaderBytes + length : -1;
    }

    /// <summary>Writes one record. <paramref name="plain"/> has 1 to <see cref="MostPlainBytes"/> bytes. Returns its length.</summary>
    public int Seal(ReadOnlySpan<byte> plain, Span<byte> record)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(record, (ushort)(plain.Length + TagBytes));
        Next(forEncryption: true);
        var written = _cipher.ProcessBytes(plain, record[HeaderBytes..]);
        return HeaderBytes + written + _cipher.DoFinal(record[(HeaderBytes + written)..]);
    }

    /// <summary>How many plain bytes were in the record. Negative: whoever wrote it does not know the key, or it is not the next one, or one before it was such.</summary>
    public int Open(ReadOnlySpan<byte> record, Span<byte> plain)
    {
        if (_isBroken)
        {
            return -1;
        }

        Next(forEncryption: false);
        try
        {
            var written = _cipher.ProcessBytes(record[HeaderBytes..], plain);
            return written + _cipher.DoFinal(plain[written..]);
        }
        catch (InvalidCipherTextException)
        {
            _isBroken = true;
            return -1;
        }
    }

    private void Next(bool forEncryption)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_nonce.AsSpan(NonceBytes - sizeof(ulong)), _count++);
        _cipher.Init(forEncryption, new ParametersWithIV(_key, _nonce));
    }
}
